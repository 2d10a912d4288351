#include "platform/sqlite/error.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace conduit::sqlite {
namespace {

TEST(ViolatedUniqueColumn, IsReadFromSqlitesMessage) {
  EXPECT_EQ(violated_unique_column("UNIQUE constraint failed: users.email_key"), "users.email_key");
}

TEST(ViolatedUniqueColumn, IsTheFirstOfAKeyOfSeveral) {
  EXPECT_EQ(violated_unique_column("UNIQUE constraint failed: follows.follower, follows.followee"), "follows.follower");
}

TEST(ViolatedUniqueColumn, IsNoneInOtherMessages) {
  EXPECT_EQ(violated_unique_column("NOT NULL constraint failed: users.email"), std::nullopt);
  EXPECT_EQ(violated_unique_column("FOREIGN KEY constraint failed"), std::nullopt);
  EXPECT_EQ(violated_unique_column("not an error"), std::nullopt);
  EXPECT_EQ(violated_unique_column(""), std::nullopt);
}

}  // namespace
}  // namespace conduit::sqlite
