#include "profiles/profiles_http.hpp"

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "platform/http/error_response.hpp"
#include "platform/http/reader_flags.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/http/router.hpp"
#include "profiles/profile_json.hpp"
#include "users/user.hpp"
#include "users/user_topics.hpp"

#include <span>

namespace conduit::profiles {

void ProfilesHttp::add_routes(http::Router& router) {
  using enum http::Method;
  router.add(get, "/api/profiles/{username}", http::Auth::optional, *this, &ProfilesHttp::view).caching =
      http::Caching::shared;
  router.add(post, "/api/profiles/{username}/follow", http::Auth::required, *this, &ProfilesHttp::follow);
  router.add(del, "/api/profiles/{username}/follow", http::Auth::required, *this, &ProfilesHttp::unfollow);
}

void ProfilesHttp::add_flags(http::ReaderFlags& flags) {
  flags.add<UserId>(kFollowing, [this](const Viewer& viewer, std::span<const UserId> ids) {
    return profiles_.followed_among(viewer, ids);
  });
}

Task<http::Response> ProfilesHttp::view(const http::Request& request) {
  const auto& username = request.path[0];
  const auto profile = co_await profiles_.view(username);
  if (!profile) {
    co_return http::shared_absence(profile.error(), {users::username_topic(users::username_key(username))});
  }
  // No topic of who follows whom: what is shared was made for readers who follow nobody.
  co_return http::shared(profile_json(*profile), {users::account_topic(profile->id)});
}

Task<http::Response> ProfilesHttp::follow(const http::Request& request) {
  CO_TRY(const auto profile, co_await profiles_.follow(request.signed_in(), request.path[0]));
  co_return http::ok(profile_json(profile).text);
}

Task<http::Response> ProfilesHttp::unfollow(const http::Request& request) {
  CO_TRY(const auto profile, co_await profiles_.unfollow(request.signed_in(), request.path[0]));
  co_return http::ok(profile_json(profile).text);
}

}  // namespace conduit::profiles
