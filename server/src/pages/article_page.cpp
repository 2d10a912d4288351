#include "pages/article_page.hpp"

#include "comments/comment.hpp"
#include "pages/excerpt.hpp"
#include "pages/fragments.hpp"
#include "pages/links_http.hpp"
#include "pages/markup.hpp"
#include "pages/structured_data_json.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

constexpr std::size_t kMaxComments = 200;
constexpr std::size_t kMaxCommentBytes = std::size_t{256} * 1024;
/// What search results and previews show at most, or nearly so.
constexpr std::size_t kDescriptionLength = 200;

/// The address of the first picture in what markdown::Renderer made: only a picture of the text brings forth this tag.
std::optional<std::string> first_picture(std::string_view html) {
  constexpr std::string_view kBegin = "<img src=\"";
  const auto begin = html.find(kBegin);
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  html.remove_prefix(begin + kBegin.size());
  std::string address{html.substr(0, html.find('"'))};
  boost::algorithm::replace_all(address, "&amp;", "&");
  return address;
}

void write_comment(Markup& out, const comments::Comment& comment, std::string_view html,
                   const profiles::Profile& author) {
  out.raw(R"(<div class="card"><div class="prose card-block" dir="auto">)").rendered(html).raw("</div>");
  out.raw(R"(<div class="card-footer">)");
  write_byline(out, author, comment.created_at, {.css_class = "comment-author-img", .size = 28});
  out.raw("</div></div>");
}

void write_comments(Markup& out, const ArticlePage& page) {
  out.raw(R"(<section class="comments" aria-labelledby="comments"><h2 id="comments">Comments</h2>)");
  // Newest first, as the client has them.
  for (std::size_t i = page.comments.comments.size(); i-- > 0;) {
    const auto& comment = page.comments.comments[i];
    write_comment(out, comment, *page.comments_html[i], page.comments.authors.at(comment.author));
  }
  if (page.comments_left_out > 0) {
    out.raw("<p>").number(static_cast<std::int64_t>(page.comments_left_out)).raw(" older comments are not shown.</p>");
  }
  out.raw("</section>");
}

}  // namespace

std::size_t leave_out_old_comments(comments::CommentList& list) {
  std::size_t kept = 0;
  std::size_t bytes = 0;
  for (const auto& comment : std::views::reverse(list.comments)) {
    bytes += comment.body.size();
    if (kept == kMaxComments || bytes > kMaxCommentBytes) {
      break;
    }
    ++kept;
  }
  const auto left_out = list.comments.size() - kept;
  list.comments.erase(list.comments.begin(), list.comments.begin() + static_cast<std::ptrdiff_t>(left_out));
  return left_out;
}

Head article_head(const Site& site, const ArticlePage& page) {
  const auto& article = page.view.article;
  const auto& author = page.view.author;
  const auto own_picture = site.picture_url(first_picture(*page.body_html).value_or(""));
  const auto picture = own_picture ? own_picture : site.picture_url(author.image.value_or(""));
  return {.title = article.title,
          .description = excerpt(article.description, kDescriptionLength),
          .canonical_path = article_link(article.slug),
          .picture_url = picture,
          .picture_size = own_picture ? PictureSize::large : PictureSize::small,
          .article = ArticleFacts{.published = article.created_at,
                                  .modified = article.updated_at,
                                  .author_path = profile_link(author.username),
                                  .tags = article.tags},
          .feeds = {{fmt::format("Articles by {}", author.username), profile_feed_link(author.username)},
                    {std::string{kSiteName}, std::string{kSiteFeedLink}}},
          .structured_data = blog_posting_json(site, page.view, picture)};
}

std::string article_content(const ArticlePage& page) {
  const auto& article = page.view.article;
  std::string html;
  Markup out{html};
  out.raw(R"(<main id="main"><div class="article-page container"><article><header class="banner"><h1 dir="auto">)")
      .text(article.title)
      .raw(R"(</h1><p class="description" dir="auto">)")
      .text(article.description)
      .raw("</p>");
  write_byline(out, page.view.author, article.created_at, {.css_class = "avatar", .size = 40});
  out.raw(R"(</header><div class="prose article-content" dir="auto">)").rendered(*page.body_html).raw("</div>");
  write_tags(out, article.tags);
  out.raw("</article>");
  write_comments(out, page);
  out.raw("</div></main>");
  return html;
}

}  // namespace conduit::pages
