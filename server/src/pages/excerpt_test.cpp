#include "pages/excerpt.hpp"

#include "text/unicode.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conduit::pages {
namespace {

TEST(Excerpt, KeepsWhatFits) {
  EXPECT_EQ(excerpt("", 5), "");
  EXPECT_EQ(excerpt("tea", 3), "tea");
  EXPECT_EQ(excerpt("你好😀", 3), "你好😀");
}

TEST(Excerpt, IsOneLine) { EXPECT_EQ(excerpt(" \n one\t\ttwo \r\n three ", 50), "one two three"); }

TEST(Excerpt, CutsBetweenWords) {
  EXPECT_EQ(excerpt("one two three", 12), "one two…");
  EXPECT_EQ(excerpt("one two three", 8), "one two…");
  EXPECT_EQ(excerpt("one two three", 7), "one…");
}

TEST(Excerpt, CutsAWordThatIsTooLong) {
  EXPECT_EQ(excerpt("a incomprehensibilities", 10), "a incompr…");
  EXPECT_EQ(excerpt("没有空格的文字也要能够截断", 5), "没有空格…");
}

TEST(Excerpt, IsNeverLongerThanAsked) {
  for (std::size_t length = 1; length < 40; ++length) {
    const auto cut = excerpt("The quick brown 狐狸 jumps over 13 lazy dogs", length);
    EXPECT_LE(text::length(cut), length);
    EXPECT_TRUE(text::is_valid_utf8(cut));
  }
}

}  // namespace
}  // namespace conduit::pages
