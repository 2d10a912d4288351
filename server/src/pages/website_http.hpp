#pragma once

#include "pages/content.hpp"
#include "pages/crawlers_http.hpp"
#include "pages/feeds_http.hpp"
#include "pages/pages_http.hpp"
#include "pages/site.hpp"
#include "pages/web_client_http.hpp"
#include "platform/http/router.hpp"

namespace conduit::pages {

/// Everything that makes an API into a website: the client's files, pages for people and links to them, feeds, and
/// what search engines want.
class Website {
 public:
  Website(WebClient client, Site site, Content content);
  Website(const Website&) = delete;
  Website& operator=(const Website&) = delete;
  Website(Website&&) = delete;
  Website& operator=(Website&&) = delete;
  ~Website() = default;

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  WebClient client_;
  Site site_;
  PagesHttp pages_;
  FeedsHttp feeds_;
  CrawlersHttp crawlers_;
};

}  // namespace conduit::pages
