#include "pages/home_page.hpp"

#include "pages/links_http.hpp"
#include "pages/markup.hpp"

#include <fmt/format.h>

#include <ranges>
#include <string>

namespace conduit::pages {
namespace {

void write_banner(Markup& out, const HomePage& page) {
  if (page.tag) {
    out.raw(R"(<h1 class="sr-only">Articles tagged )").text(*page.tag).raw("</h1>");
  } else {
    out.raw(R"(<div class="banner"><div class="container"><h1 class="logo-font">conduit</h1><p>)")
        .text(kSiteClaim)
        .raw(".</p></div></div>");
  }
}

void write_tab(Markup& out, Literal css_class, std::string_view path, std::string_view text) {
  out.raw("<a class=\"").raw(css_class).raw("\"").attribute("href", path).raw(">").text(text).raw("</a>");
}

void write_tabs(Markup& out, const HomePage& page) {
  out.raw(R"(<nav class="feed-toggle" aria-label="Lists">)");
  if (page.tag) {
    write_tab(out, "nav-link", kHomeLink, "Global Feed");
    write_tab(out, "nav-link active", tag_link(*page.tag), "# " + *page.tag);
  } else {
    write_tab(out, "nav-link active", kHomeLink, "Global Feed");
  }
  out.raw("</nav>");
}

void write_tag_cloud(Markup& out, const HomePage& page) {
  out.raw(R"(<aside class="sidebar" aria-label="Popular tags"><h2>Popular Tags</h2><div class="tag-list">)");
  for (const auto& [tag, articles] : page.tags | std::views::take(kMaxTagsShown)) {
    out.raw(R"(<a class="tag-pill tag-default" dir="auto")")
        .attribute("href", tag_link(tag))
        .raw(">")
        .text(tag)
        .raw("</a>");
  }
  out.raw("</div></aside>");
}

}  // namespace

Head home_head(const HomePage& page) {
  const auto title = page.tag ? "#" + *page.tag : std::string{};
  // A page without articles has nothing to be found for; the site itself has a name to be found by.
  const bool is_front = !page.tag && page.list && page.list->number == 1;
  if (!page.list || (page.list->list.articles.empty() && !is_front)) {
    return unlisted_head(title.empty() ? "Articles" : title);
  }
  auto head = list_head(*page.list, title);
  head.description =
      page.tag ? fmt::format("Articles tagged {} on {}.", *page.tag, kSiteName) : std::string{kSiteDescription};
  if (page.tag) {
    head.feeds.push_back({fmt::format("Articles tagged {}", *page.tag), tag_feed_link(*page.tag)});
  }
  head.feeds.push_back({std::string{kSiteName}, std::string{kSiteFeedLink}});
  return head;
}

std::string home_content(const HomePage& page) {
  std::string html;
  if (!page.list) {
    return html;
  }
  Markup out{html};
  out.raw(R"(<main id="main"><div class="home-page">)");
  write_banner(out, page);
  out.raw(R"(<div class="container columns"><div>)");
  write_tabs(out, page);
  write_list(out, *page.list, "No articles are here… yet.");
  out.raw("</div>");
  write_tag_cloud(out, page);
  out.raw("</div></div></main>");
  return html;
}

}  // namespace conduit::pages
