#include "app/transfer.hpp"
#include "articles/article_rows_sqlite.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "comments/comment.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/error.hpp"
#include "users/user.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace conduit::app {
namespace {

/// A complaint that an operator can act on.
Error refused(std::string why) {
  return {.code = ErrorCode::conflict, .fields = {}, .detail = std::move(why), .retry_after = {}};
}

Error named(Error error) {
  return sqlite::is_foreign_key_violation(error) ? refused("refers to an account or article that is not there")
                                                 : std::move(error);
}

template <class... Values>
Result<std::int64_t> run(sqlite::Connection& connection, std::string_view sql, const Values&... values) {
  auto changed = connection.run(sql, values...);
  if (!changed) {
    return std::unexpected(named(std::move(changed).error()));
  }
  return changed;
}

Result<> put(sqlite::Connection& connection, const users::User& user) {
  TRY(run(connection,
          "INSERT INTO users (id, username, username_key, email, email_key, password_hash, bio, image, "
          "credentials_version, surviving_session, created_at, updated_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
          "ON CONFLICT (id) DO UPDATE SET username = excluded.username, username_key = excluded.username_key, "
          "email = excluded.email, email_key = excluded.email_key, password_hash = excluded.password_hash, "
          "bio = excluded.bio, image = excluded.image, credentials_version = excluded.credentials_version, "
          "surviving_session = excluded.surviving_session, created_at = excluded.created_at, "
          "updated_at = excluded.updated_at",
          user.id, user.username, users::username_key(user.username), user.email, users::email_key(user.email),
          user.password_hash, user.bio, user.image, user.credentials_version, user.surviving_session, user.created_at,
          user.updated_at));
  return {};
}

/// That nobody else has or had the slugs.
Result<> check_slugs(sqlite::Connection& connection, const ArticleRecord& record) {
  auto slugs = record.former_slugs;
  slugs.push_back(record.article.slug);
  for (const auto& slug : slugs) {
    TRY(const bool taken,
        connection.value<bool>("SELECT EXISTS (SELECT 1 FROM articles WHERE slug = ?1 AND id <> ?2) "
                               "OR EXISTS (SELECT 1 FROM former_slugs WHERE slug = ?1 AND article <> ?2)",
                               slug, record.article.id));
    if (taken) {
      return std::unexpected(refused(fmt::format("another article has or had the slug {}", slug)));
    }
  }
  return {};
}

Result<> put(sqlite::Connection& connection, const ArticleRecord& record) {
  const auto& article = record.article;
  TRY(check_slugs(connection, record));
  // Author and time never change, and other rows have copies of them.
  TRY(const auto changed,
      run(connection,
          "INSERT INTO articles (id, slug, author, title, description, tags, created_at, updated_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
          "ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, title = excluded.title, "
          "description = excluded.description, tags = excluded.tags, updated_at = excluded.updated_at "
          "WHERE author = excluded.author AND created_at = excluded.created_at",
          article.id, article.slug, article.author, article.title, article.description,
          articles::sqlite_rows::tags_to_json(article.tags), article.created_at, article.updated_at));
  if (changed == 0) {
    return std::unexpected(refused("another article has this id already"));
  }
  TRY(run(connection,
          "INSERT INTO article_bodies (article, body) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET body = excluded.body",
          article.id, article.body));
  TRY(run(connection, "DELETE FROM former_slugs WHERE article = ?1", article.id));
  for (const auto& slug : record.former_slugs) {
    TRY(run(connection, "INSERT INTO former_slugs (slug, article) VALUES (?1, ?2)", slug, article.id));
  }
  return {};
}

Result<> put(sqlite::Connection& connection, const Follow& follow) {
  TRY(run(connection, "INSERT INTO follows (follower, followee) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
          follow.follower, follow.followee));
  return {};
}

Result<> put(sqlite::Connection& connection, const Favorite& favorite) {
  // Without an article the time does not matter: the foreign key refuses the row.
  TRY(run(connection,
          "INSERT INTO favorites (user, article, at) "
          "VALUES (?1, ?2, coalesce((SELECT created_at FROM articles WHERE id = ?2), 0)) ON CONFLICT DO NOTHING",
          favorite.user, favorite.article));
  return {};
}

Result<> put(sqlite::Connection& connection, const comments::Comment& comment) {
  TRY(run(connection,
          "INSERT INTO comments (id, article, author, body, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
          "ON CONFLICT (id) DO UPDATE SET article = excluded.article, author = excluded.author, body = excluded.body, "
          "created_at = excluded.created_at, updated_at = excluded.updated_at",
          comment.id, comment.article, comment.author, comment.body, comment.created_at, comment.updated_at));
  return {};
}

class SqliteBulkWriter final : public BulkWriter {
 public:
  explicit SqliteBulkWriter(sqlite::Database& database) : database_(database) {}

  std::expected<void, RefusedRecord> write(std::span<const Record> batch) override {
    // The job may refer to this call's variables, since the call waits for it.
    std::size_t index = 0;
    auto written = database_.write_and_wait([&index, batch](sqlite::Connection& connection) -> Result<> {
      for (index = 0; index < batch.size(); ++index) {
        TRY(std::visit([&connection](const auto& record) { return put(connection, record); }, batch[index]));
      }
      index = 0;  // what can still fail concerns the whole batch
      return {};
    });
    if (!written) {
      return std::unexpected(RefusedRecord{.index = index, .error = std::move(written).error()});
    }
    return {};
  }

 private:
  sqlite::Database& database_;
};

}  // namespace

std::unique_ptr<BulkWriter> make_sqlite_bulk_writer(sqlite::Database& database) {
  return std::make_unique<SqliteBulkWriter>(database);
}

}  // namespace conduit::app
