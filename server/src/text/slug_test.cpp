#include "text/unicode.hpp"

#include <gtest/gtest.h>

namespace conduit::text {
namespace {

std::string slug(std::string_view text) { return ascii_slug(text, 80); }

TEST(AsciiSlug, JoinsLowerCaseWordsByHyphens) {
  EXPECT_EQ(slug("How to Train Your Dragon"), "how-to-train-your-dragon");
  EXPECT_EQ(slug("  --Hello,   World!--  "), "hello-world");
  EXPECT_EQ(slug("C++23: what's new? (part 2/3)"), "c-23-whats-new-part-2-3");
  EXPECT_EQ(slug("don’t panic"), "dont-panic");
}

TEST(AsciiSlug, DropsAccents) {
  EXPECT_EQ(slug("Crème Brûlée à Ångström"), "creme-brulee-a-angstrom");
  EXPECT_EQ(slug("Tiếng Việt"), "tieng-viet");
  EXPECT_EQ(slug("İstanbul"), "istanbul");
}

TEST(AsciiSlug, SpellsLettersThatDoNotComeApart) {
  EXPECT_EQ(slug("Straße ÆON Øl Łódź Đak þing Œuvre Ðð Ħal ısı ŋ ŧ"),
            "strasse-aeon-ol-lodz-dak-thing-oeuvre-dd-hal-isi-ng-t");
  EXPECT_EQ(slug("ǿ ǽ"), "o-ae");
}

TEST(AsciiSlug, ReadsCompatibilityForms) { EXPECT_EQ(slug("Ｆｕｌｌ ｗｉｄｔｈ ﬁne № ２"), "full-width-fine-no-2"); }

TEST(AsciiSlug, KeepsWordsWholeAcrossInvisibleCharacters) {
  EXPECT_EQ(slug("exam\u00adple zero\u200bwidth jo\u200din"), "example-zerowidth-join");
}

TEST(AsciiSlug, IsEmptyWhenNothingCanBeWritten) {
  for (const auto* const text : {"", "---", "你好", "مرحبا", "😀", "Привет", "\u200b", "'"}) {
    EXPECT_EQ(slug(text), "") << text;
  }
}

TEST(AsciiSlug, IsCutAtAWord) {
  EXPECT_EQ(ascii_slug("one two three", 13), "one-two-three");
  EXPECT_EQ(ascii_slug("one two three", 12), "one-two");
  EXPECT_EQ(ascii_slug("one two three a", 9), "one-two");
  EXPECT_EQ(ascii_slug("incomprehensibilities", 8), "incompre");
}

}  // namespace
}  // namespace conduit::text
