#include "platform/json/reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conduit::json {
namespace {

TEST(JsonParse, RefusesWhatIsNotOneJsonText) {
  for (const std::string_view bytes :
       {"",    " ",  "{",  "}",  "{}{}", "{} x",    "[1,]",      "{\"a\":1,}", "{a:1}",    "{'a':1}",       "nul",
        "NaN", "01", "+1", "1.", "\"",   "\"\\x\"", "\"\\u12\"", "// c\n{}",   "\"a\nb\"", "\xef\xbb\xbf{}"}) {
    const auto value = parse(bytes);

    ASSERT_FALSE(value.has_value()) << bytes;
    EXPECT_EQ(value.error().code, ErrorCode::malformed);
    EXPECT_EQ(value.error().fields, (std::vector<FieldError>{{"body", "is not valid JSON"}}));
  }
}

TEST(JsonParse, RefusesBytesThatAreNotUtf8) {
  for (const std::string_view bytes : {"\"\xff\xfe\"", "\"\xc3\"", "\"\x80\"", "\"\xc0\xaf\"", "\"\xe0\x80\xaf\"",
                                       "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\""}) {
    EXPECT_FALSE(parse(bytes).has_value()) << bytes;
  }
}

TEST(JsonParse, RefusesHalfASurrogatePair) {
  for (const std::string_view bytes :
       {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\ud800")", R"("\udc00\ud800")", R"(["\ud83d"])"}) {
    EXPECT_FALSE(parse(bytes).has_value()) << bytes;
  }
  EXPECT_EQ(parse(R"("\ud83d\ude00")")->as_string(), "😀");
}

TEST(JsonParse, TakesThirtyTwoLevelsAndNoMore) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };

  EXPECT_TRUE(parse(nested(32)).has_value());
  EXPECT_FALSE(parse(nested(33)).has_value());
  EXPECT_FALSE(parse(std::string(1'000'000, '[')).has_value());
}

TEST(JsonParse, SurvivesNumbersOfAnySize) {
  EXPECT_TRUE(parse("[1e400, -1e400, 1e-400, " + std::string(5000, '9') + "]").has_value());
}

TEST(RequestBody, NamesTheRootThatIsMissing) {
  for (const std::string_view bytes : {"{}", "[]", "null", "\"user\"", R"({"User":{}})", R"({"user":null})"}) {
    const auto body = RequestBody::parse(bytes, "user");

    ASSERT_FALSE(body.has_value()) << bytes;
    EXPECT_EQ(body.error().code, ErrorCode::invalid);
    EXPECT_EQ(body.error().fields, (std::vector<FieldError>{{"user", "can't be blank"}}));
  }
}

TEST(RequestBody, NamesTheRootThatIsNoObject) {
  for (const std::string_view bytes : {R"({"user":[]})", R"({"user":"x"})", R"({"user":1})", R"({"user":true})"}) {
    const auto body = RequestBody::parse(bytes, "user");

    ASSERT_FALSE(body.has_value()) << bytes;
    EXPECT_EQ(body.error().fields, (std::vector<FieldError>{{"user", "must be an object"}}));
  }
}

TEST(RequestBody, IgnoresMembersItWasNotAskedFor) {
  const auto body = RequestBody::parse(R"({"x":1,"user":{"token":{},"bio":"b"},"y":[]})", "user");

  ASSERT_TRUE(body.has_value());
  EXPECT_EQ(*body->field("bio").optional_string(), "b");
}

class JsonField : public testing::Test {
 protected:
  RequestBody body_ = *RequestBody::parse(
      R"({"a":{"null":null,"text":"t","empty":"","number":1,"list":["x",""],"mixed":["x",1],"nulls":[null],"none":[]}})",
      "a");
};

TEST_F(JsonField, RequiredStringRefusesAbsentAndNullAsBlank) {
  for (const auto* const name : {"absent", "null"}) {
    const auto text = body_.field(name).required_string();

    ASSERT_FALSE(text.has_value());
    EXPECT_EQ(text.error().code, ErrorCode::invalid);
    EXPECT_EQ(text.error().fields, (std::vector<FieldError>{{name, "can't be blank"}}));
  }
}

TEST_F(JsonField, RequiredStringRefusesOtherTypes) {
  for (const auto* const name : {"number", "list"}) {
    const auto text = body_.field(name).required_string();

    ASSERT_FALSE(text.has_value());
    EXPECT_EQ(text.error().fields, (std::vector<FieldError>{{name, "must be a string"}}));
  }
  EXPECT_EQ(*body_.field("text").required_string(), "t");
  EXPECT_EQ(*body_.field("empty").required_string(), "");
}

TEST_F(JsonField, OptionalStringTellsAbsentFromNull) {
  EXPECT_EQ(*body_.field("absent").optional_string(), std::nullopt);
  EXPECT_EQ(body_.field("null").optional_string().error().fields[0].message, "can't be blank");
  EXPECT_EQ(body_.field("number").optional_string().error().fields[0].message, "must be a string");
  EXPECT_EQ(*body_.field("text").optional_string(), "t");
}

TEST_F(JsonField, NullableStringKeepsAbsentNullAndTextApart) {
  EXPECT_FALSE(body_.field("absent").nullable_string()->has_value());
  EXPECT_EQ(**body_.field("null").nullable_string(), std::nullopt);
  EXPECT_EQ(**body_.field("text").nullable_string(), "t");
  EXPECT_EQ(body_.field("number").nullable_string().error().fields[0].message, "must be a string");
}

TEST_F(JsonField, OptionalStringsTakesListsOfStringsOnly) {
  EXPECT_EQ(*body_.field("absent").optional_strings(), std::nullopt);
  EXPECT_EQ(*body_.field("list").optional_strings(), (std::vector<std::string>{"x", ""}));
  EXPECT_EQ(*body_.field("none").optional_strings(), std::vector<std::string>{});
  for (const auto* const name : {"null", "text", "mixed", "nulls"}) {
    const auto texts = body_.field(name).optional_strings();

    ASSERT_FALSE(texts.has_value()) << name;
    EXPECT_EQ(texts.error().fields, (std::vector<FieldError>{{name, "must be a list of strings"}}));
  }
}

}  // namespace
}  // namespace conduit::json
