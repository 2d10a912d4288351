#include "users/user.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace conduit::users {
namespace {

using namespace std::string_view_literals;

constexpr std::array kBlanks = {""sv, "   "sv, "\t\n"sv, "\u200b"sv, "\ufeff"sv, "\u2060 \u3164"sv, "\u00a0"sv};

std::string message(const auto& result, std::string_view field) {
  if (result.has_value() || result.error().code != ErrorCode::invalid || result.error().fields.size() != 1 ||
      result.error().fields[0].field != field) {
    return "not refused as an invalid " + std::string{field};
  }
  return result.error().fields[0].message;
}

TEST(Username, IsStoredTrimmedAndInNormalForm) { EXPECT_EQ(valid_username(" \u200bZoe\u0308 K\n").value(), "Zoë K"); }

TEST(Username, MayHoldAnySignThatIsDrawn) {
  for (const auto name : {"ann"sv, "ann.lee"sv, "a/b"sv, "weq@x.om"sv, "Zoë K"sv, "..."sv, "%2e"sv, "<b>"sv, "你好"sv,
                          "مرحبا"sv, "👩\u200d💻"sv, "می\u200cخواهم"sv, "I ❤\ufe0f U"sv}) {
    EXPECT_EQ(valid_username(name).value_or("refused"), name);
  }
}

TEST(Username, IsNotBlank) {
  for (const auto name : kBlanks) {
    EXPECT_EQ(message(valid_username(name), "username"), "can't be blank") << name;
  }
}

TEST(Username, HasNoControlCharacters) {
  for (const auto name : {"a\0b"sv, "a\0"sv, "a\nb"sv, "a\x07z"sv, "a\x7fz"sv, "a\u009bz"sv}) {
    EXPECT_EQ(message(valid_username(name), "username"), "contains control characters") << name;
  }
}

TEST(Username, HasNothingInsideThatOnlyDeceives) {
  for (const auto name : {"an\u200bn"sv, "an\u202en"sv, "an\ufeffn"sv, "an\u3164n"sv, "an\u2028n"sv}) {
    EXPECT_EQ(message(valid_username(name), "username"), "is invalid") << name;
  }
}

TEST(Username, IsNoPathThatBrowsersResolve) {
  for (const auto name : {"."sv, ".."sv, " .. "sv}) {
    EXPECT_EQ(message(valid_username(name), "username"), "is invalid") << name;
  }
}

TEST(Username, IsLimitedInCodePoints) {
  std::string name;
  for (std::size_t i = 0; i < kMaxUsernameLength; ++i) {
    name += "é";
  }

  EXPECT_TRUE(valid_username(name).has_value());
  EXPECT_EQ(message(valid_username(name + "x"), "username"), "is too long (maximum is 64 characters)");
}

TEST(UsernameKey, IgnoresCaseWidthAndWhatCannotBeSeen) {
  EXPECT_EQ(username_key("ANN"), username_key("ann"));
  EXPECT_EQ(username_key("Ａｎｎ"), username_key("ann"));
  EXPECT_EQ(username_key("an\u200dn"), username_key("ann"));
  EXPECT_NE(username_key("ann"), username_key("ann.lee"));
}

TEST(Email, NeedsOnlyASignWithTwoSides) {
  for (const auto email :
       {"ann@ex.com"sv, "a@b"sv, "celeb_ann@ex.com"sv, "a+b@x"sv, "\"q\"@x"sv, "å@é.fr"sv, "a@b@c"sv, "Ann@Ex.com"sv}) {
    EXPECT_EQ(valid_email(email).value_or("refused"), email);
  }
  EXPECT_EQ(valid_email(" ann@ex.com\n").value(), "ann@ex.com");
}

TEST(Email, IsInvalidWithoutTwoSidesOrWithSpaces) {
  for (const auto email :
       {"ann"sv, "@"sv, "@ex.com"sv, "ann@"sv, "ann lee@ex.com"sv, "ann@ex\u00a0com"sv, "ann\u200b@ex.com"sv}) {
    EXPECT_EQ(message(valid_email(email), "email"), "is invalid") << email;
  }
  EXPECT_EQ(message(valid_email("a\r\nb@ex.com"), "email"), "contains control characters");
}

TEST(Email, IsNotBlankAndFitsAnEnvelope) {
  for (const auto email : kBlanks) {
    EXPECT_EQ(message(valid_email(email), "email"), "can't be blank") << email;
  }
  EXPECT_TRUE(valid_email(std::string(252, 'a') + "@x").has_value());
  EXPECT_EQ(message(valid_email(std::string(253, 'a') + "@x"), "email"), "is too long (maximum is 254 bytes)");
}

TEST(EmailKey, IgnoresCase) { EXPECT_EQ(email_key("ANN@ex.com"), email_key("Ann@Ex.COM")); }

TEST(Password, IsKeptAsTyped) {
  EXPECT_EQ(valid_password(" 8 chars ").value(), " 8 chars ");
  EXPECT_EQ(valid_password("12345678").value(), "12345678");
}

TEST(Password, IsCountedInCodePoints) {
  EXPECT_EQ(message(valid_password("1234567"), "password"), "is too short (minimum is 8 characters)");
  EXPECT_EQ(message(valid_password("éééé"), "password"), "is too short (minimum is 8 characters)");
  EXPECT_TRUE(valid_password("éééééééé").has_value());
  EXPECT_TRUE(valid_password(std::string(128, 'x')).has_value());
  EXPECT_EQ(message(valid_password(std::string(129, 'x')), "password"), "is too long (maximum is 128 characters)");
}

TEST(Password, IsNotBlankHoweverLong) {
  EXPECT_EQ(message(valid_password(""), "password"), "can't be blank");
  EXPECT_EQ(message(valid_password("            "), "password"), "can't be blank");
}

TEST(Bio, IsNoneWhenBlank) {
  for (const auto bio : kBlanks) {
    EXPECT_EQ(valid_bio(bio).value(), std::nullopt);
  }
}

TEST(Bio, MayHaveLinesAndIsLimited) {
  EXPECT_EQ(valid_bio(" I work\nat a desk \n").value(), "I work\nat a desk");
  EXPECT_EQ(message(valid_bio("a\0b"sv), "bio"), "contains control characters");
  EXPECT_EQ(message(valid_bio(std::string(4097, 'x')), "bio"), "is too long (maximum is 4096 characters)");
}

TEST(Image, IsNoneWhenBlank) {
  for (const auto image : kBlanks) {
    EXPECT_EQ(valid_image(image).value(), std::nullopt);
  }
}

TEST(Image, IsAnyTextWithoutControlCharacters) {
  for (const auto image : {"https://x/y.png"sv, "/avatars/1.svg"sv, "javascript:alert(1)"sv, "x\" onerror=\"alert(1)"sv,
                           "nonsense"sv, "https://x/e\u0301.png"sv}) {
    EXPECT_EQ(valid_image(image).value().value_or("refused"), image);
  }
  EXPECT_EQ(message(valid_image("java\nscript:"), "image"), "contains control characters");
  EXPECT_EQ(message(valid_image(std::string(2049, 'x')), "image"), "is too long (maximum is 2048 bytes)");
}

}  // namespace
}  // namespace conduit::users
