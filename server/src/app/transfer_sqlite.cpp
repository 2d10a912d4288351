#include "app/transfer.hpp"
#include "articles/article_rows_sqlite.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "comments/comment_rows_sqlite.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/statement.hpp"
#include "users/user_rows_sqlite.hpp"

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

using Take = std::function<Result<>(const Record&)>;

/// Gives each row of `sql` to `take`, as `read` sees it, one at a time.
template <class Read>
Result<> each(sqlite::Connection& connection, std::string_view sql, const Take& take, Read read) {
  TRY(auto rows, connection.query(sql));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) {
      return {};
    }
    TRY(const Record record, read(rows.row()));
    TRY(take(record));
  }
}

Result<> read_users(sqlite::Connection& connection, const Take& take) {
  return each(connection, fmt::format("SELECT {} FROM users ORDER BY id", users::sqlite_rows::kColumns), take,
              [](sqlite::Row row) -> Result<Record> { return Record{users::sqlite_rows::read_user(row)}; });
}

Result<> read_articles(sqlite::Connection& connection, const Take& take) {
  const auto sql = articles::sqlite_rows::select_articles_where("true ORDER BY a.id");
  return each(connection, sql, take, [&connection](sqlite::Row row) -> Result<Record> {
    ArticleRecord record{.article = articles::sqlite_rows::read_article(row), .former_slugs = {}};
    record.article.favorites_count = 0;
    TRY(record.former_slugs, connection.list(
                                 "SELECT slug FROM former_slugs WHERE article = ?1 ORDER BY slug",
                                 [](sqlite::Row slug) { return slug.get<std::string>(0); }, record.article.id));
    return Record{std::move(record)};
  });
}

Result<> read_follows(sqlite::Connection& connection, const Take& take) {
  return each(connection, "SELECT follower, followee FROM follows ORDER BY follower, followee", take,
              [](sqlite::Row row) -> Result<Record> {
                return Record{Follow{.follower = row.get<UserId>(0), .followee = row.get<UserId>(1)}};
              });
}

Result<> read_favorites(sqlite::Connection& connection, const Take& take) {
  return each(connection, "SELECT user, article FROM favorites ORDER BY user, article", take,
              [](sqlite::Row row) -> Result<Record> {
                return Record{Favorite{.user = row.get<UserId>(0), .article = row.get<ArticleId>(1)}};
              });
}

Result<> read_comments(sqlite::Connection& connection, const Take& take) {
  return each(connection, fmt::format("SELECT {} FROM comments ORDER BY id", comments::sqlite_rows::kColumns), take,
              [](sqlite::Row row) -> Result<Record> { return Record{comments::sqlite_rows::read_comment(row)}; });
}

class SqliteBulkReader final : public BulkReader {
 public:
  explicit SqliteBulkReader(sqlite::Database& database) : database_(database) {}

  Result<> read(const Take& take) override {
    return database_.read_snapshot([&take](sqlite::Connection& connection) -> Result<> {
      for (const auto kind : {read_users, read_articles, read_follows, read_favorites, read_comments}) {
        TRY(kind(connection, take));
      }
      return {};
    });
  }

 private:
  sqlite::Database& database_;
};

}  // namespace

std::unique_ptr<BulkReader> make_sqlite_bulk_reader(sqlite::Database& database) {
  return std::make_unique<SqliteBulkReader>(database);
}

}  // namespace conduit::app
