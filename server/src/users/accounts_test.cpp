#include "users/accounts.hpp"

#include "base/clock_test_support.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task_test_support.hpp"
#include "base/viewer.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/crypto/password_hasher.hpp"
#include "platform/rate_limit/memory_limiter.hpp"
#include "users/user_store_test_support.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conduit::users {
namespace {

using namespace std::chrono_literals;

/// As cheap as libsodium lets it be.
constexpr crypto::Argon2Cost kCheap{.memory_bytes = 8192, .passes = 1};

class AccountsTest : public testing::Test {
 protected:
  SignedIn registered(std::string username = "ann") {
    auto email = username + "@example.com";
    return run(accounts_.register_account(
                   {.username = std::move(username), .email = std::move(email), .password = "correct horse"}))
        .value();
  }

  Viewer viewer_of(const SignedIn& signed_in) const {
    auto claims = tokens_.verify(signed_in.token).value();
    return {.id = claims.user, .session = std::move(claims.session)};
  }

  Result<SignedIn> update(const SignedIn& who, std::optional<std::string> AccountEdit::* field, std::string text) {
    AccountEdit edit;
    edit.*field = std::move(text);
    return run(accounts_.update(viewer_of(who), std::move(edit)));
  }

  Result<SignedIn> log_in(std::string email, std::string password) {
    return run(accounts_.log_in({.email = std::move(email), .password = std::move(password)}, "192.0.2.1"));
  }

  ManualClock clock_;
  FakeUserStore store_;
  async::BlockingPool pool_{"hashes", {.threads = 1, .queue = 8}};
  crypto::PasswordHasher hasher_{pool_, kCheap};
  crypto::Tokens tokens_{{{.id = "k1", .secret = std::string(32, 's')}}, 24h, clock_};
  IdGenerator ids_{clock_};
  rate_limit::MemoryLimiter limiter_{clock_};
  LoginGuard guard_{limiter_, {.name = {}, .limit = 3, .window = std::chrono::seconds{30}}};
  Accounts accounts_{store_, hasher_, tokens_, guard_, ids_, clock_};
};

TEST_F(AccountsTest, RegistrationStoresAHashAndStartsASession) {
  const auto ann = registered();

  ASSERT_EQ(store_.users.size(), 1U);
  EXPECT_TRUE(store_.users[0].password_hash.starts_with("$argon2id$"));
  EXPECT_EQ(store_.users[0].created_at, clock_.time);
  EXPECT_EQ(ann.user, store_.users[0]);
  EXPECT_EQ(viewer_of(ann).id, ann.user.id);
  EXPECT_FALSE(viewer_of(ann).session.empty());
}

TEST_F(AccountsTest, RegistrationTellsOfAllFieldsAtOnce) {
  const auto refused = run(accounts_.register_account({.username = " ", .email = "", .password = ""}));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid);
  const std::vector<FieldError> blank{
      {"username", "can't be blank"}, {"email", "can't be blank"}, {"password", "can't be blank"}};
  EXPECT_EQ(refused.error().fields, blank);
}

TEST_F(AccountsTest, RegistrationPassesOnWhatIsTaken) {
  store_.insert_failures.push_back(conflict("username"));

  const auto refused =
      run(accounts_.register_account({.username = "ann", .email = "ann@example.com", .password = "correct horse"}));

  ASSERT_FALSE(refused);
  EXPECT_TRUE(complains(refused.error(), ErrorCode::conflict, "username"));
}

TEST_F(AccountsTest, RegistrationDrawsAnotherIdWhenOneIsTaken) {
  store_.insert_failures.push_back(conflict("id"));

  const auto ann = registered();

  EXPECT_EQ(store_.users.at(0).id, ann.user.id);
}

TEST_F(AccountsTest, RegistrationGivesUpWhenEveryIdIsTaken) {
  store_.insert_failures.assign(kMaxIdDraws, conflict("id"));

  const auto refused =
      run(accounts_.register_account({.username = "ann", .email = "ann@example.com", .password = "correct horse"}));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::internal);
}

TEST_F(AccountsTest, LogInTakesTheAddressInAnyCaseAndStartsAnotherSession) {
  const auto ann = registered();

  const auto again = log_in("ANN@Example.com", "correct horse");

  ASSERT_TRUE(again);
  EXPECT_EQ(again->user, ann.user);
  EXPECT_NE(viewer_of(*again).session, viewer_of(ann).session);
}

TEST_F(AccountsTest, LogInTakesThePasswordInEitherSpelling) {
  const auto ann = registered();
  ASSERT_TRUE(update(ann, &AccountEdit::password, "cafe\u0301 noir"));

  EXPECT_TRUE(log_in("ann@example.com", "caf\u00e9 noir"));
  EXPECT_TRUE(log_in("ann@example.com", "cafe\u0301 noir"));
}

TEST_F(AccountsTest, LogInAnswersAlikeForAnUnknownAddressAndAWrongPassword) {
  registered();

  const auto unknown = log_in("bob@example.com", "correct horse");
  const auto wrong = log_in("ann@example.com", "wrong horse");

  ASSERT_FALSE(unknown);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(unknown.error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(wrong.error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(unknown.error().fields, (std::vector<FieldError>{{"credentials", "invalid"}}));
  EXPECT_EQ(wrong.error().fields, unknown.error().fields);
}

TEST_F(AccountsTest, LogInRefusesAfterTooManyWrongPasswordsWhoeverTheAccountBelongsTo) {
  registered();
  for (const auto* const email : {"ann@example.com", "nobody@example.com"}) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(log_in(email, "wrong horse").error().code, ErrorCode::unauthenticated);
    }
    const auto refused = log_in(email, "correct horse");
    ASSERT_FALSE(refused) << "not even the right password may tell that it is right";
    EXPECT_EQ(refused.error().code, ErrorCode::too_many);
    EXPECT_EQ(refused.error().retry_after, std::chrono::seconds{10});
  }
  const auto elsewhere =
      run(accounts_.log_in({.email = "ann@example.com", .password = "correct horse"}, "198.51.100.1"));
  EXPECT_TRUE(elsewhere) << "one attacker must not lock the owner out";
}

TEST_F(AccountsTest, LogInCountsOnlyWrongPasswords) {
  registered();
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(log_in("ann@example.com", "correct horse"));
  }
}

TEST_F(AccountsTest, LogInRefusesManyAttackersTogether) {
  registered();
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    const auto attempt =
        run(accounts_.log_in({.email = "ann@example.com", .password = "wrong horse"}, "192.0.2." + std::to_string(i)));
    refused += attempt.error().code == ErrorCode::too_many ? 1 : 0;
  }
  EXPECT_EQ(refused, 10);
}

TEST_F(AccountsTest, LogInHashesForAnUnknownAddressToo) {
  async::BlockingPool full{"full", {.threads = 0, .queue = 0}};
  crypto::PasswordHasher refusing{full, kCheap};
  Accounts accounts{store_, refusing, tokens_, guard_, ids_, clock_};

  const auto unknown = run(accounts.log_in({.email = "bob@example.com", .password = "correct horse"}, "192.0.2.1"));

  // Had it answered without a hash, a full pool would not have mattered.
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::unavailable);
}

TEST_F(AccountsTest, LogInNamesWhatIsLeftOut) {
  const auto refused = log_in(" ", "");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields,
            (std::vector<FieldError>{{"email", "can't be blank"}, {"password", "can't be blank"}}));
}

TEST_F(AccountsTest, TheCurrentUserOfAnAccountThatIsGoneHasNoToken) {
  const auto ann = registered();
  store_.users.clear();

  const auto current = run(accounts_.current(viewer_of(ann)));
  const auto updated = update(ann, &AccountEdit::bio, "b");

  ASSERT_FALSE(current);
  ASSERT_FALSE(updated);
  EXPECT_TRUE(complains(current.error(), ErrorCode::unauthenticated, "token"));
  EXPECT_TRUE(complains(updated.error(), ErrorCode::unauthenticated, "token"));
}

TEST_F(AccountsTest, UpdateChangesWhatIsGivenAndNothingElse) {
  const auto ann = registered();

  const auto updated = update(ann, &AccountEdit::image, "https://x/y.png");

  ASSERT_TRUE(updated);
  auto expected = ann.user;
  expected.image = "https://x/y.png";
  EXPECT_EQ(updated->user, expected);
  EXPECT_TRUE(log_in("ann@example.com", "correct horse"));
}

TEST_F(AccountsTest, UpdateWithNothingIsARead) {
  const auto ann = registered();
  clock_.time += 1s;

  const auto updated = run(accounts_.update(viewer_of(ann), {}));

  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->user, ann.user);
  EXPECT_EQ(store_.updates, 0);
}

TEST_F(AccountsTest, BlankTextClearsBioAndImage) {
  const auto ann = registered();
  ASSERT_TRUE(update(ann, &AccountEdit::bio, "b"));
  ASSERT_TRUE(update(ann, &AccountEdit::image, "i"));

  ASSERT_TRUE(update(ann, &AccountEdit::bio, ""));
  const auto updated = update(ann, &AccountEdit::image, " ");

  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->user.bio, std::nullopt);
  EXPECT_EQ(updated->user.image, std::nullopt);
}

TEST_F(AccountsTest, UpdateRefusesBlankNamesAddressesAndShortPasswords) {
  const auto ann = registered();

  AccountEdit edit;
  edit.username = " ";
  edit.email = "";
  edit.password = "7 chars";
  const auto refused = run(accounts_.update(viewer_of(ann), edit));

  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().fields.size(), 3U);
  EXPECT_EQ(refused.error().fields[0].field, "username");
  EXPECT_EQ(refused.error().fields[1].field, "email");
  EXPECT_EQ(refused.error().fields[2].field, "password");
  EXPECT_EQ(store_.updates, 0);
}

TEST_F(AccountsTest, ANewPasswordKeepsTheSessionThatMadeIt) {
  const auto ann = registered();

  const auto updated = update(ann, &AccountEdit::password, "battery staple");

  ASSERT_TRUE(updated);
  const auto claims = tokens_.verify(updated->token);
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->session, viewer_of(ann).session);
  EXPECT_EQ(claims->credentials_version, 2);
  EXPECT_EQ(store_.users.at(0).surviving_session, viewer_of(ann).session);
  EXPECT_FALSE(log_in("ann@example.com", "correct horse"));
  EXPECT_TRUE(log_in("ann@example.com", "battery staple"));
}

}  // namespace
}  // namespace conduit::users
