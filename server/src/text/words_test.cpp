#include "text/words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace conduit::text {
namespace {

using Words = std::vector<std::string>;

TEST(SearchWords, AreRunsOfLettersAndDigitsSortedOnce) {
  EXPECT_EQ(search_words("Foo_bar, bar \"foo\": C++ 17; O'Neill."), (Words{"17", "bar", "c", "foo", "neill", "o"}));
  EXPECT_EQ(search_words("c17"), Words{"c17"});
}

TEST(SearchWords, HaveNeitherCaseNorAccents) {
  EXPECT_EQ(search_words("ÖSTERREICH Caf\u00e9 cafe\u0301"), (Words{"cafe", "osterreich"}));
}

TEST(SearchWords, ComeInEveryScript) {
  EXPECT_EQ(search_words("数据库 مرحبا привет"), (Words{"привет", "مرحبا", "数据库"}));
}

TEST(SearchWords, AreNoneWhereNothingIsWritten) {
  EXPECT_EQ(search_words(""), Words{});
  EXPECT_EQ(search_words(" -- % 😀 \t"), Words{});
}

}  // namespace
}  // namespace conduit::text
