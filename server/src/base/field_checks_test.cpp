#include "base/field_checks.hpp"

#include "base/error.hpp"
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace conduit {
namespace {

Result<std::string> no_a(const std::string& text) {
  if (text.contains('a')) {
    return std::unexpected(invalid("text", "has an a"));
  }
  return text + "!";
}

TEST(FieldChecks, PassesValuesOn) {
  FieldChecks checks;

  EXPECT_EQ(checks.take(no_a("b")), "b!");
  EXPECT_EQ(checks.take_given(std::optional<std::string>{"c"}, no_a), "c!");
  EXPECT_EQ(checks.take_given(std::optional<std::string>{}, no_a), std::nullopt);
  EXPECT_TRUE(checks.result());
}

TEST(FieldChecks, GathersComplaintsInOrder) {
  FieldChecks checks;

  EXPECT_EQ(checks.take(no_a("a")), "");
  checks.complain(invalid("other", "is missing"));

  const auto result = checks.result();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::invalid);
  EXPECT_EQ(result.error().fields, (std::vector<FieldError>{{"text", "has an a"}, {"other", "is missing"}}));
}

}  // namespace
}  // namespace conduit
