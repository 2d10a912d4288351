#pragma once

#include "base/ids.hpp"
#include "base/task.hpp"

#include <memory>
#include <span>
#include <vector>

namespace conduit::mongo {
class Database;
}
namespace conduit::sqlite {
class Database;
}

namespace conduit::profiles {

/// Who follows whom. Any call may also fail with `unavailable`, `timeout` or `internal`.
class FollowStore {
 public:
  FollowStore() = default;
  FollowStore(const FollowStore&) = delete;
  FollowStore& operator=(const FollowStore&) = delete;
  FollowStore(FollowStore&&) = delete;
  FollowStore& operator=(FollowStore&&) = delete;
  virtual ~FollowStore() = default;

  /// Both are idempotent. follow() fails with `not_found` naming `profile` when either user is gone.
  virtual Task<> follow(UserId follower, UserId followee) = 0;
  virtual Task<> unfollow(UserId follower, UserId followee) = 0;

  /// Those of `candidates` that `follower` follows, in no order.
  virtual Task<std::vector<UserId>> followed_among(UserId follower, std::span<const UserId> candidates) = 0;
};

[[nodiscard]] std::unique_ptr<FollowStore> make_sqlite_follow_store(sqlite::Database& database);
[[nodiscard]] std::unique_ptr<FollowStore> make_mongo_follow_store(mongo::Database& database);

}  // namespace conduit::profiles
