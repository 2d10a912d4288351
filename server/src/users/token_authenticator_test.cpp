#include "users/token_authenticator.hpp"

#include "base/clock_test_support.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "users/user.hpp"
#include "users/user_store_test_support.hpp"
#include "users/user_topics.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>
#include <utility>

namespace conduit::users {
namespace {

using namespace std::chrono_literals;

constexpr UserId kAnn{1};

class TokenAuthenticatorTest : public testing::Test {
 protected:
  TokenAuthenticatorTest() {
    User ann;
    ann.id = kAnn;
    ann.username = "ann";
    store_.users.push_back(ann);
  }

  std::string token(std::string_view session, std::int64_t version = 1) {
    return tokens_.sign(kAnn, session, version).value();
  }

  /// As the cached store does it.
  void change_password(std::string surviving_session) {
    store_.users[0].surviving_session = std::move(surviving_session);
    ++store_.users[0].credentials_version;
    changes_.record(account_topic(kAnn));
  }

  std::string complaint(std::string_view token) {
    const auto refused = run(authenticator_.authenticate(token));
    return refused ? "accepted" : refused.error().fields.at(0).message;
  }

  ManualClock clock_;
  cache::ChangeClock changes_;
  FakeUserStore store_;
  crypto::Tokens tokens_{{{.id = "k1", .secret = std::string(32, 's')}}, 1h, clock_};
  TokenAuthenticator authenticator_{store_, tokens_, changes_, clock_};
};

TEST_F(TokenAuthenticatorTest, KnowsUserAndSession) {
  const auto viewer = run(authenticator_.authenticate(token("phone")));

  ASSERT_TRUE(viewer);
  EXPECT_EQ(viewer->id, kAnn);
  EXPECT_EQ(viewer->session, "phone");
}

TEST_F(TokenAuthenticatorTest, RemembersForAWhile) {
  const auto phone = token("phone");
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));

  clock_.time += TokenAuthenticator::kRememberedFor - 1ms;
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));
  EXPECT_EQ(store_.finds, 1);

  clock_.time += 1ms;
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));
  EXPECT_EQ(store_.finds, 2);
}

TEST_F(TokenAuthenticatorTest, ForgetsWhenTheAccountChanges) {
  const auto phone = token("phone");
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));

  changes_.record(account_topic(kAnn));
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));

  EXPECT_EQ(store_.finds, 2);
}

TEST_F(TokenAuthenticatorTest, ForgetsWhenTheClockIsSetBack) {
  const auto phone = token("phone");
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));

  clock_.time -= 1s;
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));

  EXPECT_EQ(store_.finds, 2);
}

TEST_F(TokenAuthenticatorTest, ExpiryCountsForRememberedTokensToo) {
  const auto phone = token("phone");
  clock_.time += 1h - 1s;
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));

  clock_.time += 2s;

  EXPECT_EQ(complaint(phone), "has expired");
}

TEST_F(TokenAuthenticatorTest, APasswordChangeEndsOtherSessionsAtOnce) {
  const auto phone = token("phone");
  const auto laptop = token("laptop");
  ASSERT_TRUE(run(authenticator_.authenticate(phone)));
  ASSERT_TRUE(run(authenticator_.authenticate(laptop)));

  change_password("laptop");

  EXPECT_EQ(complaint(phone), "is invalid");
  EXPECT_EQ(complaint(laptop), "accepted");
  EXPECT_EQ(complaint(token("tablet", 2)), "accepted");
}

TEST_F(TokenAuthenticatorTest, TheNextPasswordChangeEndsTheSessionThatSurvivedTheLast) {
  const auto laptop = token("laptop");
  change_password("laptop");
  ASSERT_EQ(complaint(laptop), "accepted");

  change_password("tablet");

  EXPECT_EQ(complaint(laptop), "is invalid");
}

TEST_F(TokenAuthenticatorTest, RefusesATokenOfAnAccountThatIsGone) {
  const auto phone = token("phone");
  store_.users.clear();

  EXPECT_EQ(complaint(phone), "is invalid");
}

TEST_F(TokenAuthenticatorTest, RefusesWhatWasNeverSigned) {
  EXPECT_EQ(complaint(""), "is invalid");
  EXPECT_EQ(complaint("a.b.c"), "is invalid");
}

}  // namespace
}  // namespace conduit::users
