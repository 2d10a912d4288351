#pragma once

#include "articles/articles.hpp"
#include "pages/site.hpp"
#include "pages/sitemap.hpp"
#include "platform/http/router.hpp"

namespace conduit::pages {

/// What search engines ask for before they look at pages: /robots.txt, and /sitemap.xml with its parts.
class CrawlersHttp {
 public:
  CrawlersHttp(const Site& site, articles::Articles& articles) : site_(site), articles_(articles) {}

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  Task<http::Response> robots(const http::Request& request);
  Task<http::Response> sitemap_index(const http::Request& request);
  Task<http::Response> sitemap_part(const http::Request& request);

  Task<http::Response> pages_part();
  Task<http::Response> articles_part(ArticlesPart part);

  const Site& site_;
  articles::Articles& articles_;
};

}  // namespace conduit::pages
