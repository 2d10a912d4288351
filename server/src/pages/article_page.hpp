#pragma once

#include "articles/articles.hpp"
#include "comments/comments.hpp"
#include "pages/head.hpp"
#include "pages/site.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace conduit::pages {

/// An article and its discussion, as everybody sees them.
struct ArticlePage {
  articles::ArticleView view;
  std::shared_ptr<const std::string> body_html;
  /// Oldest first. Of a long discussion only the end.
  comments::CommentList comments;
  /// The HTML of each.
  std::vector<std::shared_ptr<const std::string>> comments_html = {};
  std::size_t comments_left_out = 0;
};

/// Keeps as many of the newest comments as a page should carry; the client can fetch them all. Answers with the number
/// of those taken away.
[[nodiscard]] std::size_t leave_out_old_comments(comments::CommentList& list);

[[nodiscard]] Head article_head(const Site& site, const ArticlePage& page);
/// For readers without JavaScript.
[[nodiscard]] std::string article_content(const ArticlePage& page);

}  // namespace conduit::pages
