#include "articles/article_json.hpp"
#include "articles/article_topics.hpp"
#include "pages/home_page.hpp"
#include "pages/links_http.hpp"
#include "pages/page_data_json.hpp"
#include "pages/pages_http.hpp"
#include "profiles/profile_json.hpp"
#include "text/unicode.hpp"
#include "users/user_topics.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

/// Of a parameter that is given twice the last value counts, as for the client.
std::string_view query_value(const http::Request& request, std::string_view name) {
  for (const auto& [key, value] : std::views::reverse(request.query)) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

/// The number in `?page=N`; 1 for anything that is none. The client reads it by the same rule.
std::int64_t page_number(const http::Request& request) {
  constexpr std::size_t kMaxDigits = 6;
  const auto text = query_value(request, "page");
  const bool is_number = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > kMaxDigits || !is_number || text.starts_with('0')) {
    return 1;
  }
  std::int64_t number = 1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

http::Topics list_topics() { return {articles::article_lists_topic(), users::public_profiles_topic()}; }

}  // namespace

Task<http::Response> PagesHttp::home(const http::Request& request) {
  co_return co_await list_of(std::nullopt, request);
}

Task<http::Response> PagesHttp::tag(const http::Request& request) {
  co_return co_await list_of(text::normalized(request.path[0]), request);
}

Task<http::Response> PagesHttp::list_of(std::optional<std::string> tag, const http::Request& request) {
  HomePage home{.tag = std::move(tag), .list = {}, .tags = {}};
  const bool is_readers_own = !home.tag && query_value(request, "feed") == "following";
  if (!is_readers_own) {
    CO_TRY(home.list, co_await list({.tag = home.tag, .author = {}, .favorited_by = {}, .text = {}, .window = {}},
                                    home.tag ? tag_link(*home.tag) : std::string{kHomeLink}, request));
  }
  CO_TRY(home.tags, co_await content_.articles.tags());

  PageData data{request.target};
  if (home.list) {
    data.add("articles", articles::article_list_json(home.list->list).text);
  }
  if (home.tags.size() <= kMaxTagsShown) {
    data.add_members(articles::tags_json(home.tags));
  }
  auto topics = list_topics();
  topics.push_back(articles::tags_topic());
  co_return http::shared(page(home_head(home), home_content(home), data.script()), std::move(topics));
}

Task<http::Response> PagesHttp::profile(const http::Request& request) {
  co_return co_await profile_of(ProfileTab::articles, request);
}

Task<http::Response> PagesHttp::favorites(const http::Request& request) {
  co_return co_await profile_of(ProfileTab::favorites, request);
}

Task<http::Response> PagesHttp::profile_of(ProfileTab tab, const http::Request& request) {
  auto found = co_await content_.profiles.view(request.path[0]);
  if (!found && complains(found.error(), ErrorCode::not_found, "profile")) {
    co_return http::shared(not_found_page("There is no such user", "They may have changed their name."),
                           {users::username_topic(users::username_key(request.path[0]))});
  }
  ProfilePage profile{.profile = {}, .tab = tab, .list = {}};
  CO_TRY(profile.profile, std::move(found));
  const auto& username = profile.profile.username;
  const bool favorites = tab == ProfileTab::favorites;
  articles::ListRequest wanted;
  (favorites ? wanted.favorited_by : wanted.author) = username;
  CO_TRY(profile.list,
         co_await list(std::move(wanted), favorites ? favorites_link(username) : profile_link(username), request));

  PageData data{request.target};
  data.add_members(profiles::profile_json(profile.profile).text);
  if (profile.list) {
    data.add("articles", articles::article_list_json(profile.list->list).text);
  }
  auto topics = list_topics();
  topics.push_back(users::account_topic(profile.profile.id));
  co_return http::shared(page(profile_head(site_, profile), profile_content(profile), data.script()),
                         std::move(topics));
}

Task<std::optional<ListPage>> PagesHttp::list(articles::ListRequest wanted, std::string base_path,
                                              const http::Request& request) {
  const auto number = page_number(request);
  const auto offset = (number - 1) * kArticlesPerPage;
  if (offset > articles::kMaxOffset) {
    co_return std::nullopt;
  }
  wanted.window = {.limit = kArticlesPerPage, .offset = offset, .after = {}};
  CO_TRY(auto list, co_await content_.articles.list(std::move(wanted)));
  co_return ListPage{.base_path = std::move(base_path), .number = number, .list = std::move(list)};
}

}  // namespace conduit::pages
