#pragma once

#include "base/task.hpp"
#include "users/user.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
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

namespace conduit::users {

/// Where accounts are kept. Any call may also fail with `unavailable`, `timeout` or `internal`.
class UserStore {
 public:
  UserStore() = default;
  UserStore(const UserStore&) = delete;
  UserStore& operator=(const UserStore&) = delete;
  UserStore(UserStore&&) = delete;
  UserStore& operator=(UserStore&&) = delete;
  virtual ~UserStore() = default;

  /// Fails with `conflict` naming `username`, `email` or both, whichever is taken (compared by their keys);
  /// `conflict` naming `id` when that is.
  virtual Task<> insert(const User& user) = 0;

  virtual Task<std::optional<User>> find(UserId id) = 0;
  /// By username_key() or email_key().
  virtual Task<std::optional<User>> find_by_username_key(std::string_view key) = 0;
  virtual Task<std::optional<User>> find_by_email_key(std::string_view key) = 0;
  /// Those that exist, in no order; `ids` may repeat.
  virtual Task<std::vector<PublicUser>> find_public(std::span<const UserId> ids) = 0;

  /// One atomic step; answers with the whole account after it. `updated_at` becomes the later of `now` and the old
  /// value + 1 ms; a new password raises `credentials_version` by one. Fails with `not_found` naming `user`, or
  /// `conflict` as insert() does.
  virtual Task<User> update(UserId id, const UserChanges& changes, Timestamp now) = 0;
};

[[nodiscard]] std::unique_ptr<UserStore> make_sqlite_user_store(sqlite::Database& database);
[[nodiscard]] std::unique_ptr<UserStore> make_mongo_user_store(mongo::Database& database);
/// Over any other: keeps what is cached true when accounts change.
[[nodiscard]] std::unique_ptr<UserStore> make_cached_user_store(std::unique_ptr<UserStore> inner,
                                                                cache::SharedCache& cache);

}  // namespace conduit::users
