#pragma once

#include "comments/comment_store.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

namespace conduit::comments {

/// Comments in memory, for tests of what stands above the port.
class FakeCommentStore final : public CommentStore {
 public:
  Task<> insert(const Comment& comment) override {
    if (!insert_failures.empty()) {
      auto failure = std::move(insert_failures.front());
      insert_failures.pop_front();
      co_return std::unexpected(std::move(failure));
    }
    comments.push_back(comment);
    co_return Result<>{};
  }

  Task<std::vector<Comment>> list(ArticleId article) override {
    std::vector<Comment> found;
    std::ranges::copy_if(comments, std::back_inserter(found),
                         [article](const Comment& comment) { return comment.article == article; });
    co_return found;
  }

  Task<std::optional<Comment>> find(ArticleId article, CommentId id) override {
    const auto found = std::ranges::find_if(
        comments, [&](const Comment& comment) { return comment.article == article && comment.id == id; });
    co_return found == comments.end() ? std::nullopt : std::optional{*found};
  }

  Task<> remove(ArticleId article, CommentId id) override {
    const auto removed =
        std::erase_if(comments, [&](const Comment& comment) { return comment.article == article && comment.id == id; });
    if (removed == 0) {
      co_return std::unexpected(not_found("comment"));
    }
    co_return Result<>{};
  }

  std::vector<Comment> comments;
  /// What the next insert()s fail with.
  std::deque<Error> insert_failures;
};

}  // namespace conduit::comments
