#include "pages/sitemap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conduit::pages {
namespace {

const Site kSite{"https://blog.example", Indexing::allowed};
constexpr Timestamp kTime{std::chrono::sys_days{std::chrono::January / 31 / 2026}};
constexpr articles::Cursor kPlace{.created_at = kTime, .id = ArticleId{17}};

TEST(SitemapParts, AreNamedByWhereTheyBegin) {
  for (const auto& part : {ArticlesPart{}, ArticlesPart{.after = kPlace}}) {
    EXPECT_TRUE(part_name(part).ends_with(".xml"));
    EXPECT_EQ(parse_part_name(part_name(part)), part);
  }
  EXPECT_EQ(part_name({}), "articles.xml");
}

TEST(SitemapParts, HaveNoOtherNames) {
  const auto name = part_name({.after = kPlace});
  for (const auto& other :
       std::vector<std::string>{"", ".xml", "articles", "articles-.xml", "articles-x.xml", "pages.xml", "Articles.xml",
                                name + ".xml", " " + name, name.substr(0, name.size() - 4)}) {
    EXPECT_EQ(parse_part_name(other), std::nullopt) << other;
  }
}

TEST(SitemapIndex, ListsParts) {
  const std::vector<std::string> parts{"pages.xml", "articles.xml"};
  EXPECT_EQ(sitemap_index_xml(kSite, parts), R"(<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://blog.example/sitemap/pages.xml</loc></sitemap>
<sitemap><loc>https://blog.example/sitemap/articles.xml</loc></sitemap>
</sitemapindex>
)");
}

TEST(Sitemap, ListsAddresses) {
  Sitemap sitemap{kSite};
  sitemap.add("/");
  sitemap.add({.slug = "tea", .updated_at = kTime, .place = kPlace});
  EXPECT_EQ(std::move(sitemap).finish(), R"(<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://blog.example/</loc></url>
<url><loc>https://blog.example/article/tea</loc><lastmod>2026-01-31T00:00:00.000Z</lastmod></url>
</urlset>
)");
}

}  // namespace
}  // namespace conduit::pages
