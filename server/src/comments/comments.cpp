#include "comments/comments.hpp"

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "comments/comment.hpp"

#include <algorithm>
#include <expected>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::comments {

Task<ArticleId> Comments::article(std::string_view slug) {
  CO_TRY(const auto article, co_await articles_.find(slug));
  co_return article.id;
}

Task<CommentList> Comments::list(ArticleId article) {
  CommentList list;
  CO_TRY(list.comments, co_await comments_.list(article));
  std::vector<UserId> authors;
  std::ranges::transform(list.comments, std::back_inserter(authors), &Comment::author);
  CO_TRY(list.authors, co_await profiles_.authors(std::nullopt, std::move(authors)));
  co_return list;
}

Task<CommentView> Comments::add(const Viewer& viewer, ArticleId article, std::string body) {
  Comment comment;
  CO_TRY(comment.body, valid_body(body));
  CO_TRY(auto author, co_await profiles_.author(viewer, viewer.id));
  comment.article = article;
  comment.author = viewer.id;
  comment.created_at = comment.updated_at = clock_.now();
  for (int draw = 0; draw < kMaxIdDraws; ++draw) {
    comment.id = ids_.next<CommentId>();
    auto inserted = co_await comments_.insert(comment);
    if (inserted) {
      co_return CommentView{.comment = std::move(comment), .author = std::move(author)};
    }
    if (complains(inserted.error(), ErrorCode::not_found, "profile")) {
      co_return std::unexpected(invalid_token());
    }
    if (!complains(inserted.error(), ErrorCode::conflict, "id")) {
      co_return std::unexpected(std::move(inserted).error());
    }
  }
  co_return std::unexpected(internal_error("no free id for a new comment"));
}

Task<> Comments::remove(const Viewer& viewer, ArticleId article, CommentId id) {
  CO_TRY(const auto comment, co_await comments_.find(article, id));
  if (!comment) {
    co_return std::unexpected(not_found("comment"));
  }
  if (comment->author != viewer.id) {
    co_return std::unexpected(forbidden("comment"));
  }
  co_return co_await comments_.remove(article, id);
}

}  // namespace conduit::comments
