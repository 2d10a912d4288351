#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/error.hpp"
#include "platform/sqlite/id_list.hpp"
#include "platform/sqlite/statement.hpp"
#include "profiles/follow_store.hpp"

#include <expected>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace conduit::profiles {
namespace {

Result<> insert_edge(sqlite::Connection& connection, UserId follower, UserId followee) {
  auto inserted = connection.run("INSERT INTO follows (follower, followee) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                                 follower, followee);
  if (!inserted) {
    auto error = std::move(inserted).error();
    return std::unexpected(sqlite::is_foreign_key_violation(error) ? not_found("profile") : std::move(error));
  }
  return {};
}

class SqliteFollowStore final : public FollowStore {
 public:
  explicit SqliteFollowStore(sqlite::Database& database) : database_(database) {}

  Task<> follow(UserId follower, UserId followee) override {
    return database_.write(
        [follower, followee](sqlite::Connection& connection) { return insert_edge(connection, follower, followee); });
  }

  Task<> unfollow(UserId follower, UserId followee) override {
    return database_.write([follower, followee](sqlite::Connection& connection) -> Result<> {
      TRY(connection.run("DELETE FROM follows WHERE follower = ?1 AND followee = ?2", follower, followee));
      return {};
    });
  }

  Task<std::vector<UserId>> followed_among(UserId follower, std::span<const UserId> candidates) override {
    co_return database_.read([follower, candidates](sqlite::Connection& connection) {
      return connection.list(
          "SELECT followee FROM follows WHERE follower = ?1 AND followee IN (SELECT value FROM json_each(?2))",
          [](sqlite::Row row) { return row.get<UserId>(0); }, follower, sqlite::id_list(candidates));
    });
  }

 private:
  sqlite::Database& database_;
};

}  // namespace

std::unique_ptr<FollowStore> make_sqlite_follow_store(sqlite::Database& database) {
  return std::make_unique<SqliteFollowStore>(database);
}

}  // namespace conduit::profiles
