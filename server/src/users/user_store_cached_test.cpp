#include "base/task_test_support.hpp"
#include "platform/cache/change_clock.hpp"
#include "platform/cache/unshared_cache.hpp"
#include "users/user_store.hpp"
#include "users/user_store_test_support.hpp"
#include "users/user_topics.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace conduit::users {
namespace {

constexpr UserId kAnn{1};
constexpr UserId kBob{2};

class CachedUserStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    User ann;
    ann.id = kAnn;
    ASSERT_TRUE(run(store_->insert(ann)));
  }

  cache::UnsharedCache cache_;
  cache::ChangeClock& changes_ = cache_.changes();
  std::unique_ptr<UserStore> store_ = make_cached_user_store(std::make_unique<FakeUserStore>(), cache_);
};

TEST_F(CachedUserStoreTest, AProfileChangeIsToldToAllWhoShowProfiles) {
  const auto before = changes_.now();

  UserChanges changes;
  changes.bio = "b";
  ASSERT_TRUE(run(store_->update(kAnn, changes, {})));

  EXPECT_TRUE(changes_.changed_since(account_topic(kAnn), before));
  EXPECT_TRUE(changes_.changed_since(public_profiles_topic(), before));
  EXPECT_FALSE(changes_.changed_since(account_topic(kBob), before));
}

TEST_F(CachedUserStoreTest, ANewPasswordConcernsTheAccountOnly) {
  const auto before = changes_.now();

  UserChanges changes;
  changes.password = NewPassword{.hash = "h", .surviving_session = "s"};
  ASSERT_TRUE(run(store_->update(kAnn, changes, {})));

  EXPECT_TRUE(changes_.changed_since(account_topic(kAnn), before));
  EXPECT_FALSE(changes_.changed_since(public_profiles_topic(), before));
}

TEST_F(CachedUserStoreTest, ANewNameChangesThatNobodyHasIt) {
  auto before = changes_.now();
  User bob;
  bob.id = kBob;
  bob.username = "Bob";
  ASSERT_TRUE(run(store_->insert(bob)));
  EXPECT_TRUE(changes_.changed_since(username_topic("bob"), before));

  before = changes_.now();
  UserChanges changes;
  changes.username = "Bobby";
  ASSERT_TRUE(run(store_->update(kBob, changes, {})));
  EXPECT_TRUE(changes_.changed_since(username_topic("bobby"), before));
}

TEST_F(CachedUserStoreTest, AFailedWriteMayHaveHappened) {
  const auto before = changes_.now();

  ASSERT_FALSE(run(store_->update(kBob, {}, {})));

  EXPECT_TRUE(changes_.changed_since(account_topic(kBob), before));
}

}  // namespace
}  // namespace conduit::users
