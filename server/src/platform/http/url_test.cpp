#include "platform/http/url.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace conduit::http {
namespace {

TEST(PathSegment, KeepsPlusAndDecodedSlash) {
  EXPECT_EQ(decode_path_segment("a+b").value(), "a+b");
  EXPECT_EQ(decode_path_segment("a%2Fb").value(), "a/b");
  EXPECT_EQ(decode_path_segment("%E4%BD%A0").value(), "你");
}

class BrokenEscape : public testing::TestWithParam<std::string_view> {};

TEST_P(BrokenEscape, IsMalformed) {
  const auto segment = decode_path_segment(GetParam());
  ASSERT_FALSE(segment);
  EXPECT_EQ(segment.error().code, ErrorCode::malformed);
}

INSTANTIATE_TEST_SUITE_P(Inputs, BrokenEscape,
                         testing::Values("x%", "x%4", "%zz", "%00", "%FF", "%C0%80", "%ED%A0%80"));

TEST(Query, ReadsPlusAsSpaceAndKeepsOrder) {
  const auto query = parse_query("tag=c%2B%2B&q=a+b&flag&tag=x").value();
  ASSERT_EQ(query.size(), 4U);
  EXPECT_EQ(query[0].second, "c++");
  EXPECT_EQ(query[1].second, "a b");
  EXPECT_EQ(query[2], (std::pair<std::string, std::string>{"flag", ""}));
  EXPECT_EQ(query[3].second, "x");
}

TEST(Query, RefusesAFloodOfParameters) {
  std::string raw;
  for (int i = 0; i < 65; ++i) {
    raw += "a=1&";
  }
  EXPECT_FALSE(parse_query(raw));
}

TEST(PercentEncoding, SurvivesARoundTrip) {
  const std::string text = "Zoë/K? &=+%你";
  std::string encoded;
  append_percent_encoded(encoded, text);
  EXPECT_EQ(decode_path_segment(encoded).value(), text);
  EXPECT_EQ(encoded.find_first_of("/? &=+"), std::string::npos);
}

}  // namespace
}  // namespace conduit::http
