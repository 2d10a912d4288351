#include "app/store_backends_test_support.hpp"
#include "base/task_test_support.hpp"
#include "users/user.hpp"
#include "users/user_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace conduit::users {
namespace {

using UserStoreContract = StoreContract;
INSTANTIATE_STORE_CONTRACT(UserStoreContract);

TEST_P(UserStoreContract, KeepsEveryFieldOfAnAccount) {
  auto user = sample_user(1);
  user.username = "Zoë 你好 😀";
  user.email = "Zoë@Exämple.com";
  user.bio = "line\nbreak \"quote\" 'n' \\";
  user.image = "https://example.com/a.png";
  user.credentials_version = (std::int64_t{1} << 53) - 1;

  ASSERT_EQ(failure(run(users().insert(user))), "");

  EXPECT_EQ(run(users().find(user.id)).value(), user);
  EXPECT_EQ(run(users().find_by_username_key(username_key(user.username))).value(), user);
  EXPECT_EQ(run(users().find_by_email_key(email_key(user.email))).value(), user);
}

TEST_P(UserStoreContract, KeepsTheLargestIdAndLongTexts) {
  auto user = sample_user((std::int64_t{1} << 53) - 1);
  user.bio = std::string(4 * kMaxBioLength, 'b');
  user.image = std::string(kMaxImageBytes, 'i');

  ASSERT_EQ(failure(run(users().insert(user))), "");

  EXPECT_EQ(run(users().find(user.id)).value(), user);
}

TEST_P(UserStoreContract, TellsNullFromEmptyText) {
  auto user = sample_user(1);
  user.bio = "";
  user.image = std::nullopt;

  ASSERT_EQ(failure(run(users().insert(user))), "");

  EXPECT_EQ(run(users().find(user.id)).value()->bio, "");
  EXPECT_EQ(run(users().find(user.id)).value()->image, std::nullopt);
}

TEST_P(UserStoreContract, FindsNobodyWhereThereIsNobody) {
  EXPECT_EQ(run(users().find(UserId{1})).value(), std::nullopt);
  EXPECT_EQ(run(users().find_by_username_key("nobody")).value(), std::nullopt);
  EXPECT_EQ(run(users().find_by_email_key("")).value(), std::nullopt);
}

TEST_P(UserStoreContract, FindsByTheKeyAndNotByTheName) {
  auto user = sample_user(1);
  user.username = "Ann";
  user.email = "Ann@Ex.com";
  ASSERT_EQ(failure(run(users().insert(user))), "");

  EXPECT_EQ(run(users().find_by_username_key("ann")).value(), user);
  EXPECT_EQ(run(users().find_by_email_key("ann@ex.com")).value(), user);
  EXPECT_EQ(run(users().find_by_username_key("Ann")).value(), std::nullopt);
  EXPECT_EQ(run(users().find_by_email_key("Ann@Ex.com")).value(), std::nullopt);
}

TEST_P(UserStoreContract, NamesWhatIsTaken) {
  auto ann = sample_user(1);
  ann.username = "Ann";
  ann.email = "Ann@Ex.com";
  ASSERT_EQ(failure(run(users().insert(ann))), "");

  auto same_name = sample_user(2);
  same_name.username = "aNN";
  auto same_email = sample_user(3);
  same_email.email = "ANN@ex.com";
  auto same_both = sample_user(4);
  same_both.username = "ANN";
  same_both.email = "ann@EX.com";

  EXPECT_EQ(failure(run(users().insert(same_name))), "conflict username");
  EXPECT_EQ(failure(run(users().insert(same_email))), "conflict email");
  EXPECT_EQ(failure(run(users().insert(same_both))), "conflict username email");
  EXPECT_EQ(failure(run(users().insert(sample_user(1)))), "conflict id");
  EXPECT_EQ(run(users().find(UserId{2})).value(), std::nullopt);
  EXPECT_EQ(run(users().find(UserId{1})).value(), ann);
}

TEST_P(UserStoreContract, FindsTheTakenOnesOfTwoAccountsAtOnce) {
  ASSERT_EQ(failure(run(users().insert(sample_user(1)))), "");
  ASSERT_EQ(failure(run(users().insert(sample_user(2)))), "");
  auto third = sample_user(3);
  third.username = sample_user(1).username;
  third.email = sample_user(2).email;

  EXPECT_EQ(failure(run(users().insert(third))), "conflict username email");
}

TEST_P(UserStoreContract, FindsThePublicPartOfThoseThatExist) {
  auto first = sample_user(1);
  first.bio = "Writer";
  ASSERT_EQ(failure(run(users().insert(first))), "");
  ASSERT_EQ(failure(run(users().insert(sample_user(2)))), "");
  const std::vector<UserId> ids{UserId{2}, UserId{1}, UserId{404}, UserId{1}};

  auto found = run(users().find_public(ids)).value();

  std::ranges::sort(found, {}, &PublicUser::id);
  const std::vector<PublicUser> expected{
      {.id = UserId{1}, .username = "user1", .bio = "Writer", .image = std::nullopt},
      {.id = UserId{2}, .username = "user2", .bio = std::nullopt, .image = std::nullopt}};
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(run(users().find_public({})).value().empty());
}

TEST_P(UserStoreContract, FindsManyAtOnce) {
  std::vector<UserId> ids;
  for (std::int64_t number = 1; number <= 300; ++number) {
    ids.push_back(UserId{number});
    ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
  }

  EXPECT_EQ(run(users().find_public(ids)).value().size(), ids.size());
}

TEST_P(UserStoreContract, ChangesOneFieldAndNoOther) {
  auto user = sample_user(1);
  user.bio = "Writer";
  ASSERT_EQ(failure(run(users().insert(user))), "");
  const UserChanges changes{.username = {}, .email = {}, .password = {}, .bio = {}, .image = "https://x/y.png"};

  const auto updated = run(users().update(user.id, changes, sample_time(5000))).value();

  user.image = "https://x/y.png";
  user.updated_at = sample_time(5000);
  EXPECT_EQ(updated, user);
  EXPECT_EQ(run(users().find(user.id)).value(), user);
}

TEST_P(UserStoreContract, ChangesEveryFieldAtOnce) {
  auto user = sample_user(1);
  ASSERT_EQ(failure(run(users().insert(user))), "");
  const UserChanges changes{.username = "Renamed",
                            .email = "New@Ex.com",
                            .password = NewPassword{.hash = "$new", .surviving_session = "mine"},
                            .bio = "Bio",
                            .image = "Image"};

  const auto updated = run(users().update(user.id, changes, sample_time(5000))).value();

  user.username = "Renamed";
  user.email = "New@Ex.com";
  user.password_hash = "$new";
  user.surviving_session = "mine";
  user.credentials_version = 2;
  user.bio = "Bio";
  user.image = "Image";
  user.updated_at = sample_time(5000);
  EXPECT_EQ(updated, user);
  EXPECT_EQ(run(users().find_by_username_key("renamed")).value(), user);
  EXPECT_EQ(run(users().find_by_email_key("new@ex.com")).value(), user);
  EXPECT_EQ(run(users().find_by_username_key("user1")).value(), std::nullopt);
}

TEST_P(UserStoreContract, ClearsBioAndImage) {
  auto user = sample_user(1);
  user.bio = "Writer";
  user.image = "i.png";
  ASSERT_EQ(failure(run(users().insert(user))), "");
  UserChanges changes;
  changes.bio.emplace(std::nullopt);
  changes.image.emplace(std::nullopt);

  const auto updated = run(users().update(user.id, changes, sample_time(5000))).value();

  EXPECT_EQ(updated.bio, std::nullopt);
  EXPECT_EQ(run(users().find(user.id)).value()->image, std::nullopt);
}

TEST_P(UserStoreContract, MovesUpdatedAtForwardEvenWhenTheClockDoesNot) {
  const auto user = sample_user(1);
  ASSERT_EQ(failure(run(users().insert(user))), "");
  UserChanges changes;
  changes.bio.emplace("again");

  const auto same_clock = run(users().update(user.id, changes, user.updated_at)).value();
  const auto clock_back = run(users().update(user.id, changes, user.updated_at - std::chrono::hours{1})).value();

  EXPECT_EQ(same_clock.updated_at, user.updated_at + std::chrono::milliseconds{1});
  EXPECT_EQ(clock_back.updated_at, user.updated_at + std::chrono::milliseconds{2});
  EXPECT_EQ(clock_back.created_at, user.created_at);
}

TEST_P(UserStoreContract, AcceptsOnesOwnNameAndEmailAgain) {
  auto user = sample_user(1);
  ASSERT_EQ(failure(run(users().insert(user))), "");
  UserChanges changes;
  changes.username = "USER1";
  changes.email = user.email;

  const auto updated = run(users().update(user.id, changes, sample_time(5000)));

  ASSERT_EQ(failure(updated), "");
  EXPECT_EQ(updated->username, "USER1");
}

TEST_P(UserStoreContract, RefusesAnUpdateToWhatIsTakenAndChangesNothing) {
  const auto user = sample_user(1);
  ASSERT_EQ(failure(run(users().insert(user))), "");
  ASSERT_EQ(failure(run(users().insert(sample_user(2)))), "");
  UserChanges username;
  username.username = "USER2";
  username.bio.emplace("lost");
  UserChanges both;
  both.username = "user2";
  both.email = "User2@example.com";
  UserChanges email;
  email.email = "USER2@example.com";

  EXPECT_EQ(failure(run(users().update(user.id, username, sample_time(5000)))), "conflict username");
  EXPECT_EQ(failure(run(users().update(user.id, email, sample_time(5000)))), "conflict email");
  EXPECT_EQ(failure(run(users().update(user.id, both, sample_time(5000)))), "conflict username email");
  EXPECT_EQ(run(users().find(user.id)).value(), user);
}

TEST_P(UserStoreContract, FreesANameThatIsGivenUp) {
  ASSERT_EQ(failure(run(users().insert(sample_user(1)))), "");
  UserChanges changes;
  changes.username = "other";
  changes.email = "other@example.com";
  ASSERT_EQ(failure(run(users().update(UserId{1}, changes, sample_time(5000)))), "");

  auto heir = sample_user(1);
  heir.id = UserId{2};

  EXPECT_EQ(failure(run(users().insert(heir))), "");
}

TEST_P(UserStoreContract, CannotUpdateNobody) {
  UserChanges changes;
  changes.bio.emplace("x");

  EXPECT_EQ(failure(run(users().update(UserId{1}, changes, sample_time()))), "not_found user");
}

TEST_P(UserStoreContract, GivesAnEmailToOneOfFiftyAtOnce) {
  const auto inserted = run_in_parallel(50, [&](std::size_t i) {
    auto user = sample_user(static_cast<std::int64_t>(i) + 1);
    user.email = i % 2 == 0 ? "same@example.com" : "SAME@example.com";
    return users().insert(user);
  });

  EXPECT_EQ(std::ranges::count(inserted, "", &failure<void>), 1);
  EXPECT_EQ(std::ranges::count(inserted, "conflict email", &failure<void>), 49);
}

TEST_P(UserStoreContract, GivesAUsernameToOneOfFiftyAtOnce) {
  const auto inserted = run_in_parallel(50, [&](std::size_t i) {
    auto user = sample_user(static_cast<std::int64_t>(i) + 1);
    user.username = i % 2 == 0 ? "same" : "Same";
    return users().insert(user);
  });

  EXPECT_EQ(std::ranges::count(inserted, "", &failure<void>), 1);
  EXPECT_EQ(std::ranges::count(inserted, "conflict username", &failure<void>), 49);
}

TEST_P(UserStoreContract, GivesANameToOneOfFiftyThatWantToBeCalledSo) {
  for (std::int64_t number = 1; number <= 50; ++number) {
    ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
  }
  UserChanges changes;
  changes.username = "same";

  const auto updated = run_in_parallel(50, [&](std::size_t i) {
    return users().update(UserId{static_cast<std::int64_t>(i) + 1}, changes, sample_time(5000));
  });

  EXPECT_EQ(std::ranges::count(updated, "", &failure<User>), 1);
  EXPECT_EQ(std::ranges::count(updated, "conflict username", &failure<User>), 49);
}

TEST_P(UserStoreContract, CountsEveryOneOfParallelPasswordChanges) {
  ASSERT_EQ(failure(run(users().insert(sample_user(1)))), "");
  UserChanges changes;
  changes.password = NewPassword{.hash = "$new", .surviving_session = "s"};

  const auto updated =
      run_in_parallel(20, [&](std::size_t) { return users().update(UserId{1}, changes, sample_time(5000)); });

  EXPECT_EQ(std::ranges::count(updated, "", &failure<User>), 20);
  const auto user = run(users().find(UserId{1})).value();
  EXPECT_EQ(user->credentials_version, 21);
  EXPECT_EQ(user->updated_at, sample_time(5019));
}

}  // namespace
}  // namespace conduit::users
