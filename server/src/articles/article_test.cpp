#include "articles/article.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <regex>
#include <set>
#include <string>
#include <string_view>

namespace conduit::articles {
namespace {

using namespace std::string_view_literals;

std::string message(const auto& result, std::string_view field) {
  if (result.has_value() || result.error().code != ErrorCode::invalid || result.error().fields.size() != 1 ||
      result.error().fields[0].field != field) {
    return "not refused as an invalid " + std::string{field};
  }
  return result.error().fields[0].message;
}

TEST(ArticleSlug, IsTheTitleAtFirst) {
  EXPECT_EQ(make_slug("How to train your dragon", 0), "how-to-train-your-dragon");
  EXPECT_EQ(make_slug("Crème brûlée!", 0), "creme-brulee");
}

TEST(ArticleSlug, GetsARandomSuffixFromTheSecondAttemptOn) {
  std::set<std::string> slugs;
  for (int attempt = 1; attempt <= 100; ++attempt) {
    const auto slug = make_slug("Dragons", attempt);

    EXPECT_TRUE(std::regex_match(slug, std::regex{"dragons-[a-z2-7]{8}"})) << slug;
    slugs.insert(slug);
  }
  EXPECT_EQ(slugs.size(), 100U);
}

TEST(ArticleSlug, IsTheSuffixAloneForTitlesThatLeaveNothing) {
  std::set<std::string> slugs;
  for (const auto title : {"你好"sv, "مرحبا"sv, "😀"sv, "---"sv}) {
    const auto slug = make_slug(title, 0);

    EXPECT_TRUE(std::regex_match(slug, std::regex{"[a-z2-7]{8}"})) << slug;
    slugs.insert(slug);
  }
  EXPECT_EQ(slugs.size(), 4U);
}

TEST(ArticleSlug, IsNeverTheNameOfAnotherRoute) {
  EXPECT_TRUE(std::regex_match(make_slug("Feed", 0), std::regex{"feed-[a-z2-7]{8}"}));
  EXPECT_EQ(make_slug("Feeds", 0), "feeds");
}

TEST(ArticleSlug, IsBounded) {
  EXPECT_LE(make_slug(std::string(1000, 'x'), 0).size(), kMaxSlugBytes);
  EXPECT_LE(make_slug(std::string(1000, 'x'), 1).size(), kMaxSlugBytes + 9);
}

TEST(CursorToken, ReadsBackAsWritten) {
  for (const std::int64_t milliseconds : {0LL, 1LL, 1'790'000'000'123LL, 253'402'300'799'999LL}) {
    for (const std::int64_t id : {0LL, 35LL, 36LL, (1LL << 53) - 1, std::numeric_limits<std::int64_t>::max() + 0LL}) {
      const Cursor cursor{Timestamp{std::chrono::milliseconds{milliseconds}}, ArticleId{id}};
      const auto token = to_token(cursor);

      EXPECT_TRUE(std::regex_match(token, std::regex{"[0-9a-z.]+"})) << token;
      EXPECT_EQ(parse_cursor(token).value(), cursor);
    }
  }
}

TEST(CursorToken, IsRefusedWhenItWasNeverWritten) {
  for (const auto token :
       {""sv, "."sv, "1"sv, "1."sv, ".1"sv, "1.1."sv, "1.1 "sv, " 1.1"sv, "+1.1"sv, "-1.1"sv, "1.-1"sv, "01.1"sv,
        "1.01"sv, "A.1"sv, "1,1"sv, "1.1\0"sv, "zzzzzzzzzz.1"sv, "1.zzzzzzzzzzzzzzzzz"sv, "é.1"sv}) {
    EXPECT_EQ(message(parse_cursor(token), "cursor"), "is invalid") << token;
  }
}

TEST(ArticleTitle, IsOneTrimmedLineInNormalForm) {
  EXPECT_EQ(valid_title(" Cre\u0300me \u200b").value(), "Crème");
  EXPECT_EQ(message(valid_title("a\nb"), "title"), "contains control characters");
  EXPECT_EQ(message(valid_title("a\0b"sv), "title"), "contains control characters");
  EXPECT_EQ(message(valid_title(std::string(257, 'x')), "title"), "is too long (maximum is 256 characters)");
}

TEST(ArticleTitle, IsKeptToTheByteInAnyScript) {
  for (const auto title : {"你好"sv, "مرحبا"sv, "😀"sv, "---"sv, "<script>alert(1)</script>"sv, "I ❤\ufe0f C++"sv}) {
    EXPECT_EQ(valid_title(title).value_or("refused"), title);
  }
}

TEST(ArticleTexts, AreNotBlank) {
  for (const auto text : {""sv, "   "sv, "\u200b"sv, "\ufeff"sv, "\u2060"sv, "\u3164"sv}) {
    EXPECT_EQ(message(valid_title(text), "title"), "can't be blank") << text;
    EXPECT_EQ(message(valid_description(text), "description"), "can't be blank") << text;
    EXPECT_EQ(message(valid_body(text), "body"), "can't be blank") << text;
  }
}

TEST(ArticleBody, KeepsTheIndentationOfItsFirstLine) {
  EXPECT_EQ(valid_body("\n \n    code\n\ntext\n\n").value(), "    code\n\ntext");
  EXPECT_EQ(valid_body("\ufeff# Title\r\n").value(), "# Title");
}

TEST(ArticleBody, IsLimitedInBytes) {
  EXPECT_TRUE(valid_body(std::string(kMaxBodyBytes, 'x')).has_value());
  EXPECT_EQ(message(valid_body(std::string(kMaxBodyBytes + 1, 'x')), "body"), "is too long (maximum is 262144 bytes)");
  EXPECT_EQ(message(valid_body("a\x1b[0m"), "body"), "contains control characters");
}

TEST(ArticleDescription, IsLimited) {
  EXPECT_EQ(valid_description("one\ntwo").value(), "one\ntwo");
  EXPECT_EQ(message(valid_description(std::string(1025, 'x')), "description"),
            "is too long (maximum is 1024 characters)");
}

TEST(ArticleTags, AreTrimmedSortedAndSaidOnce) {
  const std::vector<std::string> tags{"training", " dragons ", "", "\u200b", "training", "Zoe\u0308", "Zoë", "C++"};

  EXPECT_EQ(valid_tags(tags).value(), (std::vector<std::string>{"C++", "Zoë", "dragons", "training"}));
  EXPECT_EQ(valid_tags({}).value(), std::vector<std::string>{});
}

TEST(ArticleTags, AreLimitedInLengthAndNumber) {
  EXPECT_EQ(message(valid_tags(std::vector<std::string>{std::string(65, 'x')}), "tagList"),
            "is too long (maximum is 64 characters)");
  EXPECT_EQ(message(valid_tags(std::vector<std::string>{"a\x07z"}), "tagList"), "contains control characters");
  std::vector<std::string> many;
  for (int i = 0; i < 32; ++i) {
    many.push_back("t" + std::to_string(i));
  }
  many.push_back("t1");  // said twice, counted once
  EXPECT_EQ(valid_tags(many).value().size(), 32U);
  many.emplace_back("one more");
  EXPECT_EQ(message(valid_tags(many), "tagList"), "is too long (maximum is 32 tags)");
}

}  // namespace
}  // namespace conduit::articles
