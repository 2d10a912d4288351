#include "pages/atom.hpp"

#include "base/clock.hpp"
#include "pages/links_http.hpp"
#include "pages/markup.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

/// A tag URI (RFC 4151): it stays when the article gets another title, and with it another address.
std::string entry_id(const Site& site, const articles::ArticleSummary& article) {
  return fmt::format("tag:{},{:%F}:article/{}", site.host(), std::chrono::floor<std::chrono::days>(article.created_at),
                     article.id.value);
}

void write_element(Markup& out, Literal name, std::string_view text) {
  out.raw("<").raw(name).raw(">").text(text).raw("</").raw(name).raw(">\n");
}

void write_link(Markup& out, Literal relation, Literal type, std::string_view address) {
  out.raw("<link rel=\"").raw(relation).raw("\" type=\"").raw(type).raw("\"").attribute("href", address).raw("/>\n");
}

void write_author(Markup& out, const Site& site, const profiles::Profile& author) {
  out.raw("<author>\n");
  write_element(out, "name", author.username);
  write_element(out, "uri", site.url(profile_link(author.username)));
  out.raw("</author>\n");
}

void write_entry(Markup& out, const Site& site, const AtomEntry& entry) {
  const auto& article = entry.article;
  out.raw("<entry>\n");
  write_element(out, "id", entry_id(site, article));
  write_element(out, "title", article.title);
  write_link(out, "alternate", "text/html", site.url(article_link(article.slug)));
  write_element(out, "published", to_rfc3339(article.created_at));
  write_element(out, "updated", to_rfc3339(article.updated_at));
  write_author(out, site, entry.author);
  for (const auto& tag : article.tags) {
    out.raw("<category").attribute("term", tag).raw("/>\n");
  }
  write_element(out, "summary", article.description);
  if (entry.html) {
    out.raw(R"(<content type="html">)").text(*entry.html).raw("</content>\n");
  }
  out.raw("</entry>\n");
}

/// The feed must have a time, and an empty one has none of its own.
Timestamp last_update(const AtomFeed& feed) {
  Timestamp last;
  for (const auto& entry : feed.entries) {
    last = std::max(last, entry.article.updated_at);
  }
  return last;
}

}  // namespace

std::string atom_xml(const Site& site, const AtomFeed& feed) {
  std::string xml;
  Markup out{xml};
  out.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"")
      // Links inside the articles may be relative to the site.
      .attribute("xml:base", site.url(kHomeLink))
      .raw(">\n");
  const auto address = site.url(feed.path);
  write_element(out, "id", address);
  write_element(out, "title", feed.title);
  write_link(out, "self", "application/atom+xml", address);
  write_link(out, "alternate", "text/html", site.url(feed.page_path));
  write_element(out, "updated", to_rfc3339(last_update(feed)));
  for (const auto& entry : feed.entries) {
    write_entry(out, site, entry);
  }
  out.raw("</feed>\n");
  return xml;
}

}  // namespace conduit::pages
