#pragma once

#include "profiles/follow_store.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace conduit::profiles {

/// Who follows whom, in memory.
class FakeFollowStore final : public FollowStore {
 public:
  Task<> follow(UserId follower, UserId followee) override {
    edges.emplace(follower, followee);
    co_return Result<>{};
  }
  Task<> unfollow(UserId follower, UserId followee) override {
    edges.erase({follower, followee});
    co_return Result<>{};
  }
  Task<std::vector<UserId>> followed_among(UserId follower, std::span<const UserId> candidates) override {
    ++queries;
    std::vector<UserId> followed;
    std::ranges::copy_if(candidates, std::back_inserter(followed),
                         [&](UserId candidate) { return edges.contains({follower, candidate}); });
    co_return followed;
  }

  std::set<std::pair<UserId, UserId>> edges;
  int queries = 0;
};

}  // namespace conduit::profiles
