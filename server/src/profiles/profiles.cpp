#include "profiles/profiles.hpp"

#include "base/error.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "profiles/profile.hpp"
#include "users/user.hpp"

#include <algorithm>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::profiles {
namespace {

Profile unfollowed(users::PublicUser user) {
  return {.id = user.id,
          .username = std::move(user.username),
          .bio = std::move(user.bio),
          .image = std::move(user.image),
          .following = false};
}

}  // namespace

Task<Profile> Profiles::view(std::string_view username) {
  CO_TRY(auto user, co_await directory_.find(username));
  if (!user) {
    co_return std::unexpected(not_found("profile"));
  }
  co_return unfollowed(*std::move(user));
}

Task<Profile> Profiles::follow(const Viewer& viewer, std::string_view username) {
  CO_TRY(auto profile, co_await view(username));
  CO_TRY(co_await follows_.follow(viewer.id, profile.id));
  profile.following = true;
  co_return profile;
}

Task<Profile> Profiles::unfollow(const Viewer& viewer, std::string_view username) {
  CO_TRY(auto profile, co_await view(username));
  CO_TRY(co_await follows_.unfollow(viewer.id, profile.id));
  profile.following = false;
  co_return profile;
}

Task<std::vector<UserId>> Profiles::followed_among(const Viewer& viewer, std::span<const UserId> ids) {
  return follows_.followed_among(viewer.id, ids);
}

Task<std::optional<UserId>> Profiles::find_id(std::string_view username) {
  CO_TRY(const auto user, co_await directory_.find(username));
  co_return user ? std::optional{user->id} : std::nullopt;
}

Task<Authors> Profiles::authors(const std::optional<Viewer>& viewer, std::vector<UserId> ids) {
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  Authors authors;
  if (ids.empty()) {
    co_return authors;
  }
  CO_TRY(auto users, co_await directory_.find_all(ids));
  for (auto& user : users) {
    const auto id = user.id;
    authors.emplace(id, unfollowed(std::move(user)));
  }
  if (const auto missing = std::ranges::find_if(ids, [&](UserId id) { return !authors.contains(id); });
      missing != ids.end()) {
    co_return std::unexpected(internal_error("no user " + std::to_string(missing->value) + ", who is an author"));
  }
  if (viewer) {
    CO_TRY(const auto followed, co_await follows_.followed_among(viewer->id, ids));
    for (const auto id : followed) {
      authors.at(id).following = true;
    }
  }
  co_return authors;
}

Task<Profile> Profiles::author(const std::optional<Viewer>& viewer, UserId id) {
  std::vector<UserId> ids{id};
  CO_TRY(auto found, co_await authors(viewer, std::move(ids)));
  co_return std::move(found.at(id));
}

}  // namespace conduit::profiles
