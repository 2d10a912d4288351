#include "pages/feeds_http.hpp"

#include "articles/article_topics.hpp"
#include "pages/links_http.hpp"
#include "text/unicode.hpp"
#include "users/user_topics.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace conduit::pages {
namespace {

constexpr std::int64_t kEntries = 20;
constexpr std::size_t kMaxTextBytes = std::size_t{512} * 1024;

http::Response atom_response(const Site& site, const AtomFeed& feed, http::Topics topics) {
  http::Response response;
  response.content_type = "application/atom+xml; charset=utf-8";
  response.body = atom_xml(site, feed);
  return http::shared(std::move(response), std::move(topics));
}

}  // namespace

void FeedsHttp::add_routes(http::Router& router) {
  using enum http::Method;
  router.add(get, std::string{kSiteFeedLink}, http::Auth::none, *this, &FeedsHttp::site).caching =
      http::Caching::shared;
  router.add(get, "/profile/{username}/feed.atom", http::Auth::none, *this, &FeedsHttp::author).caching =
      http::Caching::shared;
  router.add(get, "/tag/{tag}/feed.atom", http::Auth::none, *this, &FeedsHttp::tag).caching = http::Caching::shared;
}

Task<http::Response> FeedsHttp::site(const http::Request& /*request*/) {
  AtomFeed feed{.title = std::string{kSiteName}, .path = std::string{kSiteFeedLink}, .page_path{kHomeLink}};
  CO_TRY(feed.entries, co_await entries({}));
  co_return atom_response(site_, feed, {articles::article_lists_topic(), users::public_profiles_topic()});
}

Task<http::Response> FeedsHttp::author(const http::Request& request) {
  CO_TRY(const auto profile, co_await content_.profiles.view(request.path[0]));
  AtomFeed feed{.title = fmt::format("{} on {}", profile.username, kSiteName),
                .path = profile_feed_link(profile.username),
                .page_path = profile_link(profile.username)};
  articles::ListRequest wanted;
  wanted.author = profile.username;
  CO_TRY(feed.entries, co_await entries(std::move(wanted)));
  co_return atom_response(site_, feed, {articles::article_lists_topic(), users::account_topic(profile.id)});
}

Task<http::Response> FeedsHttp::tag(const http::Request& request) {
  auto tag = text::normalized(request.path[0]);
  AtomFeed feed{
      .title = fmt::format("#{} on {}", tag, kSiteName), .path = tag_feed_link(tag), .page_path = tag_link(tag)};
  articles::ListRequest wanted;
  wanted.tag = std::move(tag);
  CO_TRY(feed.entries, co_await entries(std::move(wanted)));
  co_return atom_response(site_, feed, {articles::article_lists_topic(), users::public_profiles_topic()});
}

Task<std::vector<AtomEntry>> FeedsHttp::entries(articles::ListRequest wanted) {
  wanted.window = {.limit = kEntries, .offset = 0, .after = {}};
  CO_TRY(auto list, co_await content_.articles.list(std::move(wanted)));
  std::vector<AtomEntry> entries;
  for (auto& article : list.articles) {
    auto author = list.authors.at(article.author);
    entries.push_back({.article = std::move(article), .author = std::move(author), .html = nullptr});
  }
  co_return co_await with_texts(std::move(entries));
}

Task<std::vector<AtomEntry>> FeedsHttp::with_texts(std::vector<AtomEntry> entries) {
  std::vector<ArticleId> ids;
  ids.reserve(entries.size());
  for (const auto& entry : entries) {
    ids.push_back(entry.article.id);
  }
  CO_TRY(auto found, co_await content_.articles.bodies(std::move(ids)));
  std::unordered_map<ArticleId, std::string> bodies;
  for (auto& [id, body] : found) {
    bodies.emplace(id, std::move(body));
  }
  std::size_t bytes = 0;
  for (auto& entry : entries) {
    const auto body = bodies.find(entry.article.id);
    // One that has just been deleted keeps its description here, and is gone from the next answer.
    if (body == bodies.end() || bytes + body->second.size() > kMaxTextBytes) {
      continue;
    }
    bytes += body->second.size();
    CO_TRY(entry.html, co_await content_.renderer.html(body->second));
  }
  co_return entries;
}

}  // namespace conduit::pages
