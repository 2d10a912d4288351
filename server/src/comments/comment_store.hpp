#pragma once

#include "base/task.hpp"
#include "comments/comment.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace conduit::cache {
class SharedCache;
}
namespace conduit::mongo {
class Database;
}
namespace conduit::sqlite {
class Database;
}

namespace conduit::comments {

/// Where comments are kept. Any call may also fail with `unavailable`, `timeout` or `internal`.
class CommentStore {
 public:
  CommentStore() = default;
  CommentStore(const CommentStore&) = delete;
  CommentStore& operator=(const CommentStore&) = delete;
  CommentStore(CommentStore&&) = delete;
  CommentStore& operator=(CommentStore&&) = delete;
  virtual ~CommentStore() = default;

  /// Fails with `not_found` naming `article` or `profile` when either is gone, `conflict` naming `id` when taken.
  virtual Task<> insert(const Comment& comment) = 0;
  /// Of one article, oldest first (by id).
  virtual Task<std::vector<Comment>> list(ArticleId article) = 0;
  virtual Task<std::optional<Comment>> find(ArticleId article, CommentId id) = 0;
  /// Fails with `not_found` naming `comment`.
  virtual Task<> remove(ArticleId article, CommentId id) = 0;
};

[[nodiscard]] std::unique_ptr<CommentStore> make_sqlite_comment_store(sqlite::Database& database);
[[nodiscard]] std::unique_ptr<CommentStore> make_mongo_comment_store(mongo::Database& database);
/// Over any other: keeps what is cached true when comments come and go.
[[nodiscard]] std::unique_ptr<CommentStore> make_cached_comment_store(std::unique_ptr<CommentStore> inner,
                                                                      cache::SharedCache& cache);

}  // namespace conduit::comments
