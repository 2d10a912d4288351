#include "app/store_backends_test_support.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "profiles/follow_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace conduit::profiles {
namespace {

class FollowStoreContract : public StoreContract {
 protected:
  void add_users(std::int64_t count) {
    for (std::int64_t number = 1; number <= count; ++number) {
      ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
    }
  }

  std::vector<UserId> followed(std::int64_t follower, const std::vector<UserId>& candidates) {
    auto found = run(follows().followed_among(UserId{follower}, candidates)).value();
    std::ranges::sort(found);
    return found;
  }
};
INSTANTIATE_STORE_CONTRACT(FollowStoreContract);

TEST_P(FollowStoreContract, TellsWhomOfTheCandidatesSomebodyFollows) {
  add_users(4);
  ASSERT_EQ(failure(run(follows().follow(UserId{1}, UserId{2}))), "");
  ASSERT_EQ(failure(run(follows().follow(UserId{1}, UserId{3}))), "");
  ASSERT_EQ(failure(run(follows().follow(UserId{4}, UserId{1}))), "");

  EXPECT_EQ(followed(1, {UserId{2}, UserId{4}, UserId{404}, UserId{2}}), std::vector{UserId{2}});
  EXPECT_EQ(followed(1, {UserId{1}, UserId{2}, UserId{3}, UserId{4}}), (std::vector{UserId{2}, UserId{3}}));
  EXPECT_EQ(followed(2, {UserId{1}}), std::vector<UserId>{});
  EXPECT_EQ(followed(1, {}), std::vector<UserId>{});
}

TEST_P(FollowStoreContract, MayBeToldTwice) {
  add_users(2);

  EXPECT_EQ(failure(run(follows().follow(UserId{1}, UserId{2}))), "");
  EXPECT_EQ(failure(run(follows().follow(UserId{1}, UserId{2}))), "");
  EXPECT_EQ(followed(1, {UserId{2}}), std::vector{UserId{2}});

  EXPECT_EQ(failure(run(follows().unfollow(UserId{1}, UserId{2}))), "");
  EXPECT_EQ(failure(run(follows().unfollow(UserId{1}, UserId{2}))), "");
  EXPECT_EQ(followed(1, {UserId{2}}), std::vector<UserId>{});
}

TEST_P(FollowStoreContract, LetsPeopleFollowThemselves) {
  add_users(1);

  EXPECT_EQ(failure(run(follows().follow(UserId{1}, UserId{1}))), "");
  EXPECT_EQ(followed(1, {UserId{1}}), std::vector{UserId{1}});
}

TEST_P(FollowStoreContract, NeedsBothToBeThere) {
  add_users(1);

  EXPECT_EQ(failure(run(follows().follow(UserId{1}, UserId{404}))), "not_found profile");
  EXPECT_EQ(failure(run(follows().follow(UserId{404}, UserId{1}))), "not_found profile");
  EXPECT_EQ(failure(run(follows().unfollow(UserId{1}, UserId{404}))), "");
  EXPECT_EQ(followed(1, {UserId{404}}), std::vector<UserId>{});
}

TEST_P(FollowStoreContract, KeepsOneEdgeOfManyMadeAtOnce) {
  add_users(2);

  const auto results = run_in_parallel(20, [&](std::size_t) { return follows().follow(UserId{1}, UserId{2}); });

  EXPECT_EQ(std::ranges::count(results, "", &failure<void>), 20);
  ASSERT_EQ(failure(run(follows().unfollow(UserId{1}, UserId{2}))), "");
  EXPECT_EQ(followed(1, {UserId{2}}), std::vector<UserId>{});
}

}  // namespace
}  // namespace conduit::profiles
