#include "pages/sitemap.hpp"

#include "base/clock.hpp"
#include "pages/links_http.hpp"
#include "pages/markup.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

constexpr std::string_view kFirstPart = "articles";
constexpr std::string_view kLaterPart = "articles-";
constexpr std::string_view kSuffix = ".xml";

constexpr Literal kDeclaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

}  // namespace

std::string part_name(const ArticlesPart& part) {
  std::string name{part.after ? kLaterPart : kFirstPart};
  if (part.after) {
    name += to_token(*part.after);
  }
  return name.append(kSuffix);
}

std::optional<ArticlesPart> parse_part_name(std::string_view name) {
  if (!name.ends_with(kSuffix)) {
    return std::nullopt;
  }
  name.remove_suffix(kSuffix.size());
  if (name == kFirstPart) {
    return ArticlesPart{};
  }
  if (!name.starts_with(kLaterPart)) {
    return std::nullopt;
  }
  const auto place = articles::parse_cursor(name.substr(kLaterPart.size()));
  return place ? std::optional{ArticlesPart{.after = *place}} : std::nullopt;
}

std::string sitemap_index_xml(const Site& site, std::span<const std::string> part_names) {
  std::string xml;
  Markup out{xml};
  out.raw(kDeclaration).raw("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
  for (const auto& name : part_names) {
    out.raw("<sitemap><loc>").text(site.url("/sitemap/" + name)).raw("</loc></sitemap>\n");
  }
  out.raw("</sitemapindex>\n");
  return xml;
}

Sitemap::Sitemap(const Site& site) : site_(site) {
  Markup{xml_}.raw(kDeclaration).raw("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
}

void Sitemap::add(std::string_view path) { Markup{xml_}.raw("<url><loc>").text(site_.url(path)).raw("</loc></url>\n"); }

void Sitemap::add(const articles::ArticleAddress& article) {
  Markup{xml_}
      .raw("<url><loc>")
      .text(site_.url(article_link(article.slug)))
      .raw("</loc><lastmod>")
      .text(to_rfc3339(article.updated_at))
      .raw("</lastmod></url>\n");
}

std::string Sitemap::finish() && {
  Markup{xml_}.raw("</urlset>\n");
  return std::move(xml_);
}

}  // namespace conduit::pages
