#pragma once

#include "articles/article.hpp"
#include "pages/site.hpp"
#include "profiles/profile.hpp"

#include <memory>
#include <string>
#include <vector>

namespace conduit::pages {

struct AtomEntry {
  articles::ArticleSummary article;
  profiles::Profile author;
  /// The whole text as HTML; null where the description has to do.
  std::shared_ptr<const std::string> html;
};

struct AtomFeed {
  std::string title;
  /// Its own, and that of the page with the same articles.
  std::string path;
  std::string page_path;
  std::vector<AtomEntry> entries = {};
};

/// RFC 4287.
[[nodiscard]] std::string atom_xml(const Site& site, const AtomFeed& feed);

}  // namespace conduit::pages
