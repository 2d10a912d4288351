#include "pages/fragments.hpp"

#include "articles/article.hpp"
#include "pages/links_http.hpp"
#include "pages/site.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

constexpr std::string_view kDefaultPicture = "/default-avatar.svg";

void write_day(Markup& out, Timestamp time) {
  out.raw(R"(<time class="date")").attribute("datetime", to_rfc3339(time)).raw(">").text(day_text(time)).raw("</time>");
}

void write_preview(Markup& out, const articles::ArticleSummary& article, const profiles::Profile& author) {
  out.raw(R"(<article class="article-preview">)");
  write_byline(out, author, article.created_at, {.css_class = "avatar", .size = 32});
  out.raw(R"(<a class="preview-link" dir="auto")")
      .attribute("href", article_link(article.slug))
      .raw(R"(><h1 aria-level="2">)")
      .text(article.title)
      .raw("</h1><p>")
      .text(article.description)
      .raw("</p></a>");
  write_tags(out, article.tags);
  out.raw("</article>");
}

void write_step(Markup& out, Literal relation, Literal text, std::string_view path) {
  out.raw(R"(<a class="page-step" rel=")")
      .raw(relation)
      .raw("\"")
      .attribute("href", path)
      .raw(">")
      .raw(text)
      .raw("</a>");
}

void write_steps(Markup& out, const ListPage& page) {
  if (!page.has_previous() && !page.has_next()) {
    return;
  }
  out.raw(R"(<nav class="pages" aria-label="Pages">)");
  if (page.has_previous()) {
    write_step(out, "prev", "Newer", page_link(page.base_path, page.number - 1));
  }
  if (page.has_next()) {
    write_step(out, "next", "Older", page_link(page.base_path, page.number + 1));
  }
  out.raw("</nav>");
}

}  // namespace

bool ListPage::has_next() const {
  const auto shown = number * kArticlesPerPage;
  return shown < list.total && shown <= articles::kMaxOffset;
}

Head list_head(const ListPage& page, std::string title) {
  if (page.has_previous()) {
    title = fmt::format("{}{}page {}", title, title.empty() ? "Articles, " : ", ", page.number);
  }
  Head head{.title = std::move(title), .description = {}, .canonical_path = page_link(page.base_path, page.number)};
  if (page.has_previous()) {
    head.previous_path = page_link(page.base_path, page.number - 1);
  }
  if (page.has_next()) {
    head.next_path = page_link(page.base_path, page.number + 1);
  }
  return head;
}

std::string day_text(Timestamp time) {
  constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return fmt::format("{} {}, {}", kMonths[unsigned{day.month()} - 1], unsigned{day.day()}, int{day.year()});
}

void write_picture(Markup& out, const profiles::Profile& user, PictureBox box) {
  const bool shown = user.image && is_web_picture(*user.image);
  out.raw("<img class=\"")
      .raw(box.css_class)
      .raw(R"(" alt="" width=")")
      .number(box.size)
      .raw("\" height=\"")
      .number(box.size)
      .raw("\"")
      .attribute("src", shown ? std::string_view{*user.image} : kDefaultPicture)
      .raw(">");
}

void write_byline(Markup& out, const profiles::Profile& author, Timestamp written, PictureBox box) {
  const auto link = profile_link(author.username);
  out.raw(R"(<div class="article-meta"><a tabindex="-1" aria-hidden="true")").attribute("href", link).raw(">");
  write_picture(out, author, box);
  out.raw(R"(</a><div class="info"><a class="author" dir="auto")")
      .attribute("href", link)
      .raw(">")
      .text(author.username)
      .raw("</a>");
  write_day(out, written);
  out.raw("</div></div>");
}

void write_tags(Markup& out, std::span<const std::string> tags) {
  if (tags.empty()) {
    return;
  }
  out.raw(R"(<ul class="tag-list" aria-label="Tags">)");
  for (const auto& tag : tags) {
    out.raw(R"(<li><a class="tag-default" dir="auto")")
        .attribute("href", tag_link(tag))
        .raw(">")
        .text(tag)
        .raw("</a></li>");
  }
  out.raw("</ul>");
}

void write_list(Markup& out, const ListPage& page, Literal empty) {
  if (page.list.articles.empty()) {
    out.raw(R"(<div class="notice empty-feed-message"><p>)").raw(empty).raw("</p></div>");
  }
  for (const auto& article : page.list.articles) {
    write_preview(out, article, page.list.authors.at(article.author));
  }
  write_steps(out, page);
}

}  // namespace conduit::pages
