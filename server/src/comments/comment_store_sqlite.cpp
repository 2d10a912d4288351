#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "comments/comment.hpp"
#include "comments/comment_rows_sqlite.hpp"
#include "comments/comment_store.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/error.hpp"

#include <fmt/format.h>

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::comments {
namespace {

std::string select_where(std::string_view condition) {
  return fmt::format("SELECT {} FROM comments WHERE {}", sqlite_rows::kColumns, condition);
}

/// The contract's word for what kept a comment out.
Result<Error> explain(sqlite::Connection& connection, const Comment& comment, Error error) {
  if (sqlite::is_conflict_on(error, "comments.id")) {
    return conflict("id");
  }
  if (!sqlite::is_foreign_key_violation(error)) {
    return error;
  }
  TRY(const bool article_exists,
      connection.value<bool>("SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?1)", comment.article));
  return not_found(article_exists ? "profile" : "article");
}

Result<> insert_comment(sqlite::Connection& connection, const Comment& comment) {
  auto inserted = connection.run(
      "INSERT INTO comments (id, article, author, body, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      comment.id, comment.article, comment.author, comment.body, comment.created_at, comment.updated_at);
  if (!inserted) {
    TRY(auto error, explain(connection, comment, std::move(inserted).error()));
    return std::unexpected(std::move(error));
  }
  return {};
}

class SqliteCommentStore final : public CommentStore {
 public:
  explicit SqliteCommentStore(sqlite::Database& database) : database_(database) {}

  Task<> insert(const Comment& comment) override {
    return database_.write([comment](sqlite::Connection& connection) { return insert_comment(connection, comment); });
  }

  Task<std::vector<Comment>> list(ArticleId article) override {
    co_return database_.read([article](sqlite::Connection& connection) {
      return connection.list(select_where("article = ?1 ORDER BY id"), sqlite_rows::read_comment, article);
    });
  }

  Task<std::optional<Comment>> find(ArticleId article, CommentId id) override {
    co_return database_.read([article, id](sqlite::Connection& connection) {
      return connection.find(select_where("id = ?1 AND article = ?2"), sqlite_rows::read_comment, id, article);
    });
  }

  Task<> remove(ArticleId article, CommentId id) override {
    return database_.write([article, id](sqlite::Connection& connection) -> Result<> {
      TRY(const auto removed, connection.run("DELETE FROM comments WHERE id = ?1 AND article = ?2", id, article));
      if (removed == 0) {
        return std::unexpected(not_found("comment"));
      }
      return {};
    });
  }

 private:
  sqlite::Database& database_;
};

}  // namespace

std::unique_ptr<CommentStore> make_sqlite_comment_store(sqlite::Database& database) {
  return std::make_unique<SqliteCommentStore>(database);
}

}  // namespace conduit::comments
