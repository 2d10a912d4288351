#include "platform/sqlite/full_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conduit::sqlite {
namespace {

TEST(MatchAllWords, QuotesEachWord) { EXPECT_EQ(match_all_words("  two\t\nwords "), R"("two" "words")"); }

TEST(MatchAllWords, LeavesNoSyntax) {
  EXPECT_EQ(match_all_words(R"(a" OR title:b*)"), R"("a""" "OR" "title:b*")");
  EXPECT_EQ(match_all_words(std::string("a\0b\x7f", 4)), R"("a" "b")");
}

TEST(MatchAllWords, IsEmptyWithoutAWord) {
  EXPECT_EQ(match_all_words(""), "");
  EXPECT_EQ(match_all_words(" \t\n"), "");
}

TEST(MatchAllWords, TakesSixteenWordsAtMost) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "x ";
  }

  EXPECT_EQ(match_all_words(text).size(), 16 * 4 - 1);
}

}  // namespace
}  // namespace conduit::sqlite
