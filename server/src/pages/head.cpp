#include "pages/head.hpp"

#include "pages/markup.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

/// Between two elements: index.html's own indentation.
constexpr Literal kBreak = "\n    ";

class HeadWriter {
 public:
  explicit HeadWriter(std::string& out) : out_(out) {}

  void title(std::string_view title) {
    out_.raw("<title>");
    if (title.empty()) {
      out_.text(kSiteName).raw(" — ").text(kSiteClaim);
    } else {
      out_.text(title).raw(" — ").text(kSiteName);
    }
    out_.raw("</title>");
  }

  void named(Literal name, std::string_view content) {
    out_.raw(kBreak).raw("<meta name=\"").raw(name).raw("\"").attribute("content", content).raw(">");
  }

  void property(Literal name, std::string_view content) {
    out_.raw(kBreak).raw("<meta property=\"").raw(name).raw("\"").attribute("content", content).raw(">");
  }

  void link(Literal relation, std::string_view address) {
    out_.raw(kBreak).raw("<link rel=\"").raw(relation).raw("\"").attribute("href", address).raw(">");
  }

  void feed(std::string_view title, std::string_view address) {
    out_.raw(kBreak)
        .raw(R"(<link rel="alternate" type="application/atom+xml")")
        .attribute("title", title)
        .attribute("href", address)
        .raw(">");
  }

  void structured_data(std::string_view json) { out_.raw(kBreak).data_script(R"(type="application/ld+json")", json); }

 private:
  Markup out_;
};

void write_open_graph(HeadWriter& out, const Site& site, const Head& head, std::string_view title) {
  out.property("og:site_name", kSiteName);
  out.property("og:type", head.article ? "article" : head.profile ? "profile" : "website");
  out.property("og:title", title);
  out.property("og:description", head.description);
  out.property("og:url", site.url(head.canonical_path));
  if (head.picture_url) {
    out.property("og:image", *head.picture_url);
  }
  if (head.profile) {
    out.property("profile:username", head.profile->username);
  }
  if (const auto& article = head.article) {
    out.property("article:published_time", to_rfc3339(article->published));
    out.property("article:modified_time", to_rfc3339(article->modified));
    out.property("article:author", site.url(article->author_path));
    for (const auto& tag : article->tags) {
      out.property("article:tag", tag);
    }
  }
}

void write_twitter_card(HeadWriter& out, const Head& head, std::string_view title) {
  const bool large = head.picture_url && head.picture_size == PictureSize::large;
  out.named("twitter:card", large ? "summary_large_image" : "summary");
  out.named("twitter:title", title);
  out.named("twitter:description", head.description);
  if (head.picture_url) {
    out.named("twitter:image", *head.picture_url);
  }
}

}  // namespace

Head unlisted_head(std::string title) { return {.title = std::move(title), .description = {}, .canonical_path = {}}; }

std::string head_html(const Site& site, const Head& head) {
  std::string html;
  HeadWriter out{html};
  out.title(head.title);
  if (head.canonical_path.empty()) {
    out.named("robots", "noindex");
    return html;
  }
  out.named("description", head.description);
  out.link("canonical", site.url(head.canonical_path));
  if (head.previous_path) {
    out.link("prev", site.url(*head.previous_path));
  }
  if (head.next_path) {
    out.link("next", site.url(*head.next_path));
  }
  const auto title = head.title.empty() ? kSiteName : std::string_view{head.title};
  write_open_graph(out, site, head, title);
  write_twitter_card(out, head, title);
  for (const auto& feed : head.feeds) {
    out.feed(feed.title, site.url(feed.path));
  }
  if (!head.structured_data.empty()) {
    out.structured_data(head.structured_data);
  }
  return html;
}

}  // namespace conduit::pages
