#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/error.hpp"
#include "platform/sqlite/id_list.hpp"
#include "platform/sqlite/statement.hpp"
#include "users/user.hpp"
#include "users/user_rows_sqlite.hpp"
#include "users/user_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::users {
namespace {

std::string select_where(std::string_view condition) {
  return fmt::format("SELECT {} FROM users WHERE {}", sqlite_rows::kColumns, condition);
}

PublicUser read_public(sqlite::Row row) {
  return {.id = row.get<UserId>(0),
          .username = row.get<std::string>(1),
          .bio = row.get<std::optional<std::string>>(2),
          .image = row.get<std::optional<std::string>>(3)};
}

/// The contract's word for a write that a unique index has refused: SQLite names one column, but the other may be taken
/// as well.
Result<Error> explain(sqlite::Connection& connection, const User& user, Error error) {
  if (error.code != ErrorCode::conflict) {
    return error;
  }
  if (sqlite::is_conflict_on(error, "users.id")) {
    return conflict("id");
  }
  Error taken{.code = ErrorCode::conflict, .fields = {}, .detail = std::move(error.detail), .retry_after = {}};
  constexpr std::string_view by_username = "SELECT EXISTS (SELECT 1 FROM users WHERE username_key = ?1 AND id <> ?2)";
  constexpr std::string_view by_email = "SELECT EXISTS (SELECT 1 FROM users WHERE email_key = ?1 AND id <> ?2)";
  TRY(const bool username_taken, connection.value<bool>(by_username, username_key(user.username), user.id));
  TRY(const bool email_taken, connection.value<bool>(by_email, email_key(user.email), user.id));
  if (username_taken) {
    taken.fields.push_back(conflict("username").fields.front());
  }
  if (email_taken) {
    taken.fields.push_back(conflict("email").fields.front());
  }
  return taken;
}

Result<> insert_user(sqlite::Connection& connection, const User& user) {
  auto inserted = connection.run(
      "INSERT INTO users (id, username, username_key, email, email_key, password_hash, bio, image, "
      "credentials_version, surviving_session, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      user.id, user.username, username_key(user.username), user.email, email_key(user.email), user.password_hash,
      user.bio, user.image, user.credentials_version, user.surviving_session, user.created_at, user.updated_at);
  if (!inserted) {
    TRY(auto error, explain(connection, user, std::move(inserted).error()));
    return std::unexpected(std::move(error));
  }
  return {};
}

User apply(User user, const UserChanges& changes, Timestamp now) {
  user.username = changes.username.value_or(user.username);
  user.email = changes.email.value_or(user.email);
  user.bio = changes.bio.value_or(user.bio);
  user.image = changes.image.value_or(user.image);
  if (changes.password) {
    user.password_hash = changes.password->hash;
    user.surviving_session = changes.password->surviving_session;
    ++user.credentials_version;
  }
  user.updated_at = std::max(now, user.updated_at + Timestamp::duration{1});
  return user;
}

Result<User> update_user(sqlite::Connection& connection, UserId id, const UserChanges& changes, Timestamp now) {
  TRY(auto before, connection.find(select_where("id = ?1"), sqlite_rows::read_user, id));
  if (!before) {
    return std::unexpected(not_found("user"));
  }
  auto user = apply(*std::move(before), changes, now);
  auto updated = connection.run(
      "UPDATE users SET username = ?2, username_key = ?3, email = ?4, email_key = ?5, password_hash = ?6, bio = ?7, "
      "image = ?8, credentials_version = ?9, surviving_session = ?10, updated_at = ?11 WHERE id = ?1",
      user.id, user.username, username_key(user.username), user.email, email_key(user.email), user.password_hash,
      user.bio, user.image, user.credentials_version, user.surviving_session, user.updated_at);
  if (!updated) {
    TRY(auto error, explain(connection, user, std::move(updated).error()));
    return std::unexpected(std::move(error));
  }
  return user;
}

class SqliteUserStore final : public UserStore {
 public:
  explicit SqliteUserStore(sqlite::Database& database) : database_(database) {}

  Task<> insert(const User& user) override {
    return database_.write([user](sqlite::Connection& connection) { return insert_user(connection, user); });
  }

  Task<std::optional<User>> find(UserId id) override { co_return find_where("id = ?1", id); }

  Task<std::optional<User>> find_by_username_key(std::string_view key) override {
    co_return find_where("username_key = ?1", key);
  }

  Task<std::optional<User>> find_by_email_key(std::string_view key) override {
    co_return find_where("email_key = ?1", key);
  }

  Task<std::vector<PublicUser>> find_public(std::span<const UserId> ids) override {
    co_return database_.read([ids](sqlite::Connection& connection) {
      return connection.list("SELECT id, username, bio, image FROM users WHERE id IN (SELECT value FROM json_each(?1))",
                             read_public, sqlite::id_list(ids));
    });
  }

  Task<User> update(UserId id, const UserChanges& changes, Timestamp now) override {
    return database_.write(
        [id, changes, now](sqlite::Connection& connection) { return update_user(connection, id, changes, now); });
  }

 private:
  Result<std::optional<User>> find_where(std::string_view condition, const auto& value) {
    return database_.read([&](sqlite::Connection& connection) {
      return connection.find(select_where(condition), sqlite_rows::read_user, value);
    });
  }

  sqlite::Database& database_;
};

}  // namespace

std::unique_ptr<UserStore> make_sqlite_user_store(sqlite::Database& database) {
  return std::make_unique<SqliteUserStore>(database);
}

}  // namespace conduit::users
