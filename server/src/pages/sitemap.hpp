#pragma once

#include "articles/article.hpp"
#include "pages/site.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The sitemap protocol (sitemaps.org): an index of parts, each with up to 50,000 addresses. A part of ours is named by
// the place of the article it begins behind, so that any server can make any part by itself, without counting to it.

namespace conduit::pages {

/// Of one part. Its articles are listed in stretches of kSitemapStretch, between which others get their turn.
inline constexpr std::int64_t kSitemapArticles = 10'000;
inline constexpr std::int64_t kSitemapStretch = 500;
inline constexpr std::size_t kMaxSitemapAddresses = 50'000;

/// The articles after a place, or from the first one on.
struct ArticlesPart {
  std::optional<articles::Cursor> after;

  bool operator==(const ArticlesPart&) const = default;
};

/// `articles.xml`, or `articles-<place>.xml` for those after a place.
[[nodiscard]] std::string part_name(const ArticlesPart& part);
/// Nothing for what part_name() never writes.
[[nodiscard]] std::optional<ArticlesPart> parse_part_name(std::string_view name);

/// `<sitemapindex>` of the parts.
[[nodiscard]] std::string sitemap_index_xml(const Site& site, std::span<const std::string> part_names);

/// `<urlset>`, address by address.
class Sitemap {
 public:
  explicit Sitemap(const Site& site);

  void add(std::string_view path);
  void add(const articles::ArticleAddress& article);

  [[nodiscard]] std::string finish() &&;

 private:
  const Site& site_;
  std::string xml_;
};

}  // namespace conduit::pages
