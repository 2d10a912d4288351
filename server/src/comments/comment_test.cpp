#include "comments/comment.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace conduit::comments {
namespace {

using namespace std::string_view_literals;

TEST(CommentBody, IsNotBlank) {
  for (const auto text : {""sv, "   "sv, "\u200b"sv, "\ufeff"sv, "\u2060"sv, "\n\t\n"sv}) {
    const auto body = valid_body(text);

    ASSERT_FALSE(body.has_value()) << text;
    EXPECT_EQ(body.error().code, ErrorCode::invalid);
    EXPECT_EQ(body.error().fields, (std::vector<FieldError>{{"body", "can't be blank"}}));
  }
}

TEST(CommentBody, IsMarkdownWithoutControlCharacters) {
  EXPECT_EQ(valid_body("\n    code\n\ntext \n").value(), "    code\n\ntext");
  EXPECT_EQ(valid_body("a\x07").error().fields[0].message, "contains control characters");
}

TEST(CommentBody, IsLimited) {
  EXPECT_TRUE(valid_body(std::string(kMaxBodyBytes, 'x')).has_value());
  EXPECT_EQ(valid_body(std::string(kMaxBodyBytes + 1, 'x')).error().fields[0].message,
            "is too long (maximum is 65536 bytes)");
}

}  // namespace
}  // namespace conduit::comments
