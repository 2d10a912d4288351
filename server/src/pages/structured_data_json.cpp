#include "pages/structured_data_json.hpp"

#include "pages/links_http.hpp"
#include "platform/json/writer.hpp"
#include "profiles/profile.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

void write_author(json::Writer& out, const Site& site, const profiles::Profile& author) {
  out.key("author")
      .begin_object()
      .member("@type", std::string_view{"Person"})
      .member("name", author.username)
      .member("url", site.url(profile_link(author.username)));
  if (const auto picture = site.picture_url(author.image.value_or(""))) {
    out.member("image", *picture);
  }
  out.end_object();
}

void write_publisher(json::Writer& out, const Site& site) {
  out.key("publisher")
      .begin_object()
      .member("@type", std::string_view{"Organization"})
      .member("name", kSiteName)
      .member("url", site.url(kHomeLink))
      .end_object();
}

}  // namespace

std::string blog_posting_json(const Site& site, const articles::ArticleView& view,
                              const std::optional<std::string>& picture_url) {
  const auto& article = view.article;
  const auto address = site.url(article_link(article.slug));
  std::string json;
  json::Writer out{json};
  out.begin_object()
      .member("@context", std::string_view{"https://schema.org"})
      .member("@type", std::string_view{"BlogPosting"})
      .member("headline", article.title)
      .member("description", article.description)
      .member("datePublished", article.created_at)
      .member("dateModified", article.updated_at)
      .member("url", address)
      .member("mainEntityOfPage", address);
  if (picture_url) {
    out.member("image", *picture_url);
  }
  write_author(out, site, view.author);
  write_publisher(out, site);
  out.key("keywords").begin_array();
  for (const auto& tag : article.tags) {
    out.value(tag);
  }
  out.end_array().end_object();
  return json;
}

}  // namespace conduit::pages
