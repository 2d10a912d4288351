#include "users/user_json.hpp"

#include "base/error.hpp"
#include "users/accounts.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace conduit::users {
namespace {

TEST(UserJson, HasTheContractsKeysAndNoOthers) {
  SignedIn signed_in;
  signed_in.user.id = UserId{7};
  signed_in.user.username = "ann";
  signed_in.user.email = "ann@example.com";
  signed_in.user.password_hash = "secret";
  signed_in.token = "t.o.k";

  EXPECT_EQ(user_json(signed_in),
            R"({"user":{"email":"ann@example.com","token":"t.o.k","username":"ann","bio":null,"image":null}})");
}

TEST(UserJson, RegistrationIgnoresWhatItDoesNotKnow) {
  const auto registration =
      parse_registration(R"({"user":{"username":"a","email":"b","password":"c","admin":true},"x":1})");

  ASSERT_TRUE(registration);
  EXPECT_EQ(registration->username, "a");
  EXPECT_EQ(registration->email, "b");
  EXPECT_EQ(registration->password, "c");
}

TEST(UserJson, RegistrationNamesEveryFieldOfTheWrongType) {
  const auto refused = parse_registration(R"({"user":{"email":1,"password":null}})");

  ASSERT_FALSE(refused);
  const std::vector<FieldError> expected{
      {"username", "can't be blank"}, {"email", "must be a string"}, {"password", "can't be blank"}};
  EXPECT_EQ(refused.error().fields, expected);
}

TEST(UserJson, EditKeepsAbsentApartFromNull) {
  const auto edit = parse_account_edit(R"({"user":{"bio":null,"username":"ann"}})");

  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->username, "ann");
  EXPECT_EQ(edit->bio, "");
  EXPECT_EQ(edit->image, std::nullopt);
  EXPECT_EQ(edit->password, std::nullopt);
}

TEST(UserJson, EditRefusesNullWhereSomethingIsNeeded) {
  const auto refused = parse_account_edit(R"({"user":{"username":null,"email":null,"password":null}})");

  ASSERT_FALSE(refused);
  const std::vector<FieldError> expected{
      {"username", "can't be blank"}, {"email", "can't be blank"}, {"password", "can't be blank"}};
  EXPECT_EQ(refused.error().fields, expected);
}

}  // namespace
}  // namespace conduit::users
