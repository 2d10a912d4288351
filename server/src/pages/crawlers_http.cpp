#include "pages/crawlers_http.hpp"

#include "articles/article_topics.hpp"
#include "pages/links_http.hpp"
#include "platform/http/etag.hpp"
#include "platform/telemetry/trace.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <iterator>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::pages {
namespace {

constexpr std::string_view kPagesPart = "pages.xml";

/// Between stretches of long work: whatever else waits for this thread goes first.
Task<> give_way() {
  const auto executor = co_await asio::this_coro::executor;
  const telemetry::Carried carried;
  co_await asio::post(executor, asio::use_awaitable_t<Executor>{});
  carried.resume();
  co_return Result<>{};
}

http::Response xml_response(std::string xml, http::Topics topics) {
  http::Response response;
  response.content_type = "application/xml; charset=utf-8";
  response.body = std::move(xml);
  return http::shared(std::move(response), std::move(topics));
}

std::string robots_text(const Site& site) {
  if (site.indexing() == Indexing::forbidden) {
    return "User-agent: *\nDisallow: /\n";
  }
  return "User-agent: *\n"
         "Disallow: /api/\n"
         "Allow: /api/docs\n"
         "Disallow: /editor\n"
         "Disallow: /settings\n"
         "\n"
         "Sitemap: " +
         site.url("/sitemap.xml") + "\n";
}

}  // namespace

void CrawlersHttp::add_routes(http::Router& router) {
  using enum http::Method;
  router.add(get, "/robots.txt", http::Auth::none, *this, &CrawlersHttp::robots);
  router.add(get, "/sitemap.xml", http::Auth::none, *this, &CrawlersHttp::sitemap_index).caching =
      http::Caching::shared;
  router.add(get, "/sitemap/{part}", http::Auth::none, *this, &CrawlersHttp::sitemap_part).caching =
      http::Caching::shared;
}

Task<http::Response> CrawlersHttp::robots(const http::Request& /*request*/) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = robots_text(site_);
  response.etag = http::make_etag(response.body);
  response.caching = http::Caching::revalidate;
  co_return response;
}

Task<http::Response> CrawlersHttp::sitemap_index(const http::Request& /*request*/) {
  std::vector<std::string> parts{std::string{kPagesPart}, part_name(ArticlesPart{})};
  // The last article of each full part, found without reading those before it, is where the next part begins.
  articles::Stretch to_next_part{.after = {}, .skip = kSitemapArticles - 1, .limit = 1};
  while (true) {
    CO_TRY(const auto last, co_await articles_.walk(to_next_part));
    if (last.empty()) {
      break;
    }
    to_next_part.after = last.front().place;
    parts.push_back(part_name({.after = to_next_part.after}));
    CO_TRY(co_await give_way());
  }
  co_return xml_response(sitemap_index_xml(site_, parts), {articles::article_lists_topic()});
}

Task<http::Response> CrawlersHttp::sitemap_part(const http::Request& request) {
  const auto& name = request.path[0];
  if (name == kPagesPart) {
    co_return co_await pages_part();
  }
  const auto part = parse_part_name(name);
  if (!part) {
    co_return std::unexpected(not_found("file"));
  }
  co_return co_await articles_part(*part);
}

Task<http::Response> CrawlersHttp::pages_part() {
  CO_TRY(const auto tags, co_await articles_.tags());
  Sitemap sitemap{site_};
  sitemap.add(kHomeLink);
  for (const auto& tag : tags | std::views::take(kMaxSitemapAddresses - 1)) {
    sitemap.add(tag_link(tag.tag));
  }
  co_return xml_response(std::move(sitemap).finish(), {articles::tags_topic()});
}

Task<http::Response> CrawlersHttp::articles_part(ArticlesPart part) {
  Sitemap sitemap{site_};
  articles::Stretch stretch{.after = part.after, .skip = 0, .limit = kSitemapStretch};
  for (std::int64_t listed = 0; listed < kSitemapArticles; listed += stretch.limit) {
    CO_TRY(const auto articles, co_await articles_.walk(stretch));
    for (const auto& article : articles) {
      sitemap.add(article);
    }
    if (std::ssize(articles) < stretch.limit) {
      break;
    }
    stretch.after = articles.back().place;
    CO_TRY(co_await give_way());
  }
  co_return xml_response(std::move(sitemap).finish(), {articles::article_lists_topic()});
}

}  // namespace conduit::pages
