#include "profiles/profiles.hpp"

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "base/viewer.hpp"
#include "profiles/follow_store_test_support.hpp"
#include "profiles/profile.hpp"
#include "users/directory.hpp"
#include "users/user.hpp"
#include "users/user_store_test_support.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

namespace conduit::profiles {
namespace {

constexpr UserId kAnn{1};
constexpr UserId kBob{2};
constexpr UserId kCarol{3};

class ProfilesTest : public testing::Test {
 protected:
  ProfilesTest() {
    for (const auto& [id, name] : {std::pair{kAnn, "ann"}, std::pair{kBob, "bob"}, std::pair{kCarol, "carol"}}) {
      users::User user;
      user.id = id;
      user.username = name;
      user.bio = "likes tea";
      users_.users.push_back(user);
    }
  }

  users::FakeUserStore users_;
  users::Directory directory_{users_};
  FakeFollowStore follows_;
  Profiles profiles_{directory_, follows_};
  const std::optional<Viewer> nobody_;
  const std::optional<Viewer> ann_ = Viewer{.id = kAnn, .session = "s"};
};

TEST_F(ProfilesTest, WhoIsNobodyFollowsNobody) {
  const auto profile = run(profiles_.view("Bob"));

  ASSERT_TRUE(profile);
  EXPECT_EQ(*profile, (Profile{.id = kBob, .username = "bob", .bio = "likes tea", .image = {}, .following = false}));
  EXPECT_EQ(follows_.queries, 0);
}

TEST_F(ProfilesTest, FollowingShowsAtOnceAndCountsOnce) {
  const auto followed = run(profiles_.follow(*ann_, "bob"));
  const auto again = run(profiles_.follow(*ann_, "bob"));

  ASSERT_TRUE(followed && again);
  EXPECT_TRUE(followed->following);
  EXPECT_TRUE(again->following);
  EXPECT_EQ(run(profiles_.followed_among(*ann_, std::vector{kBob, kCarol})), std::vector{kBob});
  EXPECT_FALSE(run(profiles_.view("bob"))->following);
}

TEST_F(ProfilesTest, UnfollowingSomeoneWhoIsNotFollowedIsFine) {
  const auto profile = run(profiles_.unfollow(*ann_, "bob"));

  ASSERT_TRUE(profile);
  EXPECT_FALSE(profile->following);
}

TEST_F(ProfilesTest, AnUnknownNameIsNoProfile) {
  for (const auto& refused :
       {run(profiles_.view("dora")), run(profiles_.follow(*ann_, "dora")), run(profiles_.unfollow(*ann_, "dora"))}) {
    ASSERT_FALSE(refused);
    EXPECT_TRUE(complains(refused.error(), ErrorCode::not_found, "profile"));
  }
}

TEST_F(ProfilesTest, AuthorsOfAPageAreAskedForOnce) {
  ASSERT_TRUE(run(profiles_.follow(*ann_, "carol")));

  const auto authors = run(profiles_.authors(ann_, {kCarol, kBob, kCarol, kBob}));

  ASSERT_TRUE(authors);
  EXPECT_EQ(authors->size(), 2U);
  EXPECT_TRUE(authors->at(kCarol).following);
  EXPECT_FALSE(authors->at(kBob).following);
  EXPECT_EQ(users_.asked_for, (std::vector{kBob, kCarol}));
  EXPECT_EQ(follows_.queries, 1);
}

TEST_F(ProfilesTest, NoAuthorsNeedNoQuery) {
  const auto authors = run(profiles_.authors(ann_, {}));

  ASSERT_TRUE(authors);
  EXPECT_TRUE(authors->empty());
  EXPECT_EQ(follows_.queries, 0);
}

TEST_F(ProfilesTest, AnAuthorWhoIsMissingIsOurFault) {
  const auto authors = run(profiles_.authors(nobody_, {kBob, UserId{9}}));

  ASSERT_FALSE(authors);
  EXPECT_EQ(authors.error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace conduit::profiles
