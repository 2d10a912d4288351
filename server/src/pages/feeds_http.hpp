#pragma once

#include "articles/articles.hpp"
#include "pages/atom.hpp"
#include "pages/content.hpp"
#include "pages/site.hpp"
#include "platform/http/router.hpp"

#include <vector>

namespace conduit::pages {

/// Atom feeds with the newest articles: of the site, of each author, of each tag.
class FeedsHttp {
 public:
  FeedsHttp(const Site& site, Content content) : site_(site), content_(content) {}

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  Task<http::Response> site(const http::Request& request);
  Task<http::Response> author(const http::Request& request);
  Task<http::Response> tag(const http::Request& request);

  Task<std::vector<AtomEntry>> entries(articles::ListRequest wanted);
  /// Gives entries their text, the newest first, as long as the feed keeps to a size that readers fetch again and
  /// again.
  Task<std::vector<AtomEntry>> with_texts(std::vector<AtomEntry> entries);

  const Site& site_;
  Content content_;
};

}  // namespace conduit::pages
