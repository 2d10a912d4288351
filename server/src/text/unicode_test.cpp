#include "text/unicode.hpp"

#include "text/code_points.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>

namespace conduit::text {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

// Characters that leave nothing on the screen, and why each is here.
constexpr std::array kInvisible = std::to_array<std::string_view>({
    " ",          "\t", "\n", "\r\n", "\x7f",
    "\u0085",      // next line, a control character
    "\u00a0",      // no-break space
    "\u00ad",      // soft hyphen
    "\u034f",      // combining grapheme joiner
    "\u061c",      // Arabic letter mark
    "\u115f",      // Hangul choseong filler, a letter
    "\u1680",      // Ogham space mark
    "\u17b4",      // Khmer inherent vowel
    "\u180e",      // Mongolian vowel separator
    "\u200b",      // zero-width space
    "\u200c",      // zero-width non-joiner
    "\u200d",      // zero-width joiner
    "\u200e",      // left-to-right mark
    "\u200f",      // right-to-left mark
    "\u2028",      // line separator
    "\u2029",      // paragraph separator
    "\u202e",      // right-to-left override
    "\u2060",      // word joiner
    "\u2065",      // unassigned, default-ignorable
    "\u2067",      // right-to-left isolate
    "\u2800",      // blank Braille pattern, a symbol
    "\u3000",      // ideographic space
    "\u3164",      // Hangul filler, a letter
    "\ufe0f",      // variation selector 16
    "\ufeff",      // byte order mark
    "\uffa0",      // half-width Hangul filler, a letter
    "\ufff0",      // unassigned, default-ignorable
    "\ufff9",      // interlinear annotation anchor
    "\U0001d159",  // musical null note head
    "\U0001d173",  // musical begin beam
    "\U000e0001",  // language tag
    "\U000e0061",  // tag letter a
    "\U000e0100",  // variation selector 17
});

constexpr std::string_view kEngland = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f";

TEST(Utf8, TakesEveryWellFormedSequence) {
  for (const auto text : {""sv, "ascii"sv, "\0"sv, "\x7f"sv, "\u0080"sv, "\u07ff"sv, "\u0800"sv, "\ud7ff"sv, "\ue000"sv,
                          "\uffff"sv, "\U00010000"sv, "\U0010ffff"sv, "eight by eight, 你好 and 😀 among them"sv}) {
    EXPECT_TRUE(is_valid_utf8(text)) << text;
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndHalves) {
  for (const auto bytes : {"\x80"sv,
                           "\xbf"sv,
                           "\xc0\x80"sv,
                           "\xc1\xbf"sv,
                           "\xe0\x9f\xbf"sv,
                           "\xf0\x8f\xbf\xbf"sv,
                           "\xed\xa0\x80"sv,
                           "\xed\xbf\xbf"sv,
                           "\xf4\x90\x80\x80"sv,
                           "\xf5\x80\x80\x80"sv,
                           "\xf8\x88\x80\x80\x80"sv,
                           "\xfe"sv,
                           "\xff"sv,
                           "\xc3"sv,
                           "\xe2\x82"sv,
                           "\xf0\x9f\x98"sv,
                           "\xc3("sv,
                           "\xe2(\xa1"sv,
                           "\xe2\x82("sv,
                           "\xf0(\x8c\xbc"sv,
                           "\xf0\x90(\xbc"sv,
                           "\xf0\x90\x8c("sv}) {
    // Wherever it stands among blocks of eight ASCII bytes.
    for (std::size_t before = 0; before < 17; ++before) {
      EXPECT_FALSE(is_valid_utf8(std::string(before, 'a') + std::string{bytes})) << before;
      EXPECT_FALSE(is_valid_utf8(std::string(before, 'a') + std::string{bytes} + "aaaaaaaaa")) << before;
    }
  }
}

TEST(Utf8, CodePointsReadBackAsWritten) {
  for (char32_t point = 0; point <= 0x10ffff; ++point) {
    if (0xd800 <= point && point <= 0xdfff) {
      continue;
    }
    std::string bytes;
    append_utf8(bytes, point);

    ASSERT_TRUE(is_valid_utf8(bytes)) << std::uint32_t{point};
    ASSERT_EQ(decode_front(bytes).value, point);
    ASSERT_EQ(decode_front(bytes).size, bytes.size());
  }
}

TEST(NormalForm, ComposesWhatLooksTheSame) {
  EXPECT_EQ(normalized("Zoe\u0308 K"), "Zoë K");
  EXPECT_EQ(normalized("\u1112\u1161\u11ab"), "한");
  EXPECT_EQ(normalized("\u212b"), "Å");
  // Marks in the wrong order.
  EXPECT_EQ(normalized("a\u0301\u0323"), normalized("a\u0323\u0301"));
}

TEST(NormalForm, LeavesTextThatIsInFormAlone) {
  for (const auto text :
       {""sv, "plain"sv, "Zoë"sv, "你好"sv, "مرحبا"sv, "😀"sv, "👩\u200d💻"sv, "ﬁ ½ Ａ"sv, "a\0b"sv, kEngland}) {
    EXPECT_EQ(normalized(text), text);
  }
}

TEST(NormalForm, TakesLongRunsOfMarksInShortTime) {
  std::string hostile = "a";
  for (int i = 0; i < 60'000; ++i) {
    hostile += "\u0301\u0323";
  }
  const auto begin = std::chrono::steady_clock::now();

  const auto once = normalized(hostile);

  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{2});
  EXPECT_EQ(normalized(once), once);
}

TEST(UniquenessKey, IsOneForSpellingsThatReadTheSame) {
  EXPECT_EQ(uniqueness_key("Ann@Ex.com"), "ann@ex.com");
  EXPECT_EQ(uniqueness_key("Ａｎｎ"), "ann");
  EXPECT_EQ(uniqueness_key("ZOË"), uniqueness_key("zoe\u0308"));
  EXPECT_EQ(uniqueness_key("STRASSE"), uniqueness_key("straße"));
  EXPECT_EQ(uniqueness_key("ΣΊΣΥΦΟΣ"), uniqueness_key("σίσυφος"));
  EXPECT_EQ(uniqueness_key("a\u200db\u3164c\u2065\ufe0f\U000e0061"), "abc");
}

TEST(UniquenessKey, IsThatOfTheNormalForm) {
  EXPECT_EQ(uniqueness_key("\u0345\u0344"), uniqueness_key(normalized("\u0345\u0344")));
}

TEST(UniquenessKey, KeepsDifferentNamesApart) {
  EXPECT_NE(uniqueness_key("ann"), uniqueness_key("ann.lee"));
  EXPECT_NE(uniqueness_key("zoe"), uniqueness_key("zoë"));
  EXPECT_NE(uniqueness_key("ann"), uniqueness_key("аnn"));  // Cyrillic а
}

TEST(UniquenessKey, IsItsOwnKeyForEveryCharacter) {
  // Above U+20000 are ideographs, which fold to nothing else.
  for (char32_t point = 0; point < 0x20000; ++point) {
    if (0xd800 <= point && point <= 0xdfff) {
      continue;
    }
    std::string name = "x";
    append_utf8(name, point);
    const auto key = uniqueness_key(name);

    ASSERT_EQ(uniqueness_key(key), key) << std::uint32_t{point};
  }
}

TEST(Blank, IsAllThatLeavesNothingOnTheScreen) {
  EXPECT_TRUE(is_blank(""));
  for (const auto character : kInvisible) {
    EXPECT_TRUE(is_blank(character)) << character;
    EXPECT_TRUE(is_blank(" "s.append(character).append("\u200b\t"))) << character;
    EXPECT_FALSE(is_blank(std::string{character}.append("x"))) << character;
  }
}

TEST(Blank, IsNotWhatIsDrawn) {
  for (const auto text : {"."sv, "你"sv, "ا"sv, "😀"sv, "👩\u200d💻"sv, "❤\ufe0f"sv, "\u0301"sv, "\u06dd"sv, "\u0600"sv,
                          "\u2801"sv, "\ufffd"sv, kEngland}) {
    EXPECT_FALSE(is_blank(text)) << text;
  }
}

TEST(Trimmed, LosesInvisibleCharactersAtBothEnds) {
  for (const auto character : kInvisible) {
    EXPECT_EQ(trimmed(std::string{character}.append("a b").append(" ").append(character)), "a b") << character;
    EXPECT_EQ(trimmed(character), "") << character;
  }
  EXPECT_EQ(trimmed("\ufeff\u200f \u2060שלום\u200f \ufeff"), "שלום");
}

TEST(Trimmed, KeepsWhatStandsInside) {
  for (const auto text : {"a b"sv, "a\u200bb"sv, "می\u200cخواهم"sv, "👩\u200d💻"sv, "x\n\ny"sv}) {
    EXPECT_EQ(trimmed(text), text);
  }
}

TEST(Trimmed, KeepsWhatBelongsToTheLastCharacter) {
  for (const auto text : {"I ❤\ufe0f"sv, kEngland, "क्\u200d"sv, "e\u0301"sv}) {
    EXPECT_EQ(trimmed(std::string{text} + " \u200b"), text);
  }
}

TEST(ControlCharacters, AreFoundInAnyRange) {
  for (const auto text : {"a\0b"sv, "\x07"sv, "\x1b[31m"sv, "x\x7f"sv, "\u0080"sv, "ok\u009f"sv}) {
    EXPECT_TRUE(has_control_characters(text, Lines::single)) << text;
    EXPECT_TRUE(has_control_characters(text, Lines::many)) << text;
  }
  for (const auto text : {""sv, "ann"sv, "\u00a0é\u200b"sv, "你好😀"sv}) {
    EXPECT_FALSE(has_control_characters(text, Lines::single)) << text;
  }
}

TEST(ControlCharacters, AllowLineBreaksAndTabsWhereLinesMayBe) {
  EXPECT_TRUE(has_control_characters("a\tb\r\n", Lines::single));
  EXPECT_FALSE(has_control_characters("a\tb\r\n", Lines::many));
}

TEST(StrayInvisibleCharacters, AreThoseThatBelongToNothing) {
  for (const auto text : {"an\u202en"sv, "a\u200bb"sv, "a\u3164b"sv, "\u200dann"sv, "ann \u200d"sv, "a\ufeffb"sv,
                          "a\u2028b"sv, "a\u2800b"sv, "a\tb"sv}) {
    EXPECT_TRUE(has_stray_invisible_characters(text, Spaces::allowed)) << text;
  }
  for (const auto text : {""sv, "Zoë K"sv, "می\u200cخواهم"sv, "👩\u200d💻"sv, "❤\ufe0f"sv, "a\u3000b"sv, kEngland}) {
    EXPECT_FALSE(has_stray_invisible_characters(text, Spaces::allowed)) << text;
  }
  EXPECT_TRUE(has_stray_invisible_characters("a b", Spaces::refused));
  EXPECT_TRUE(has_stray_invisible_characters("a\u00a0b", Spaces::refused));
}

TEST(Length, CountsCodePoints) {
  EXPECT_EQ(length(""), 0U);
  EXPECT_EQ(length("ann"), 3U);
  EXPECT_EQ(length("Zoë"), 3U);
  EXPECT_EQ(length("你好😀"), 3U);
}

}  // namespace
}  // namespace conduit::text
