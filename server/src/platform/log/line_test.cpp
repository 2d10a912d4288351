#include "platform/log/line.hpp"

#include "platform/json/reader.hpp"
#include "text/unicode.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conduit::log {
namespace {

constexpr Timestamp kMoment = std::chrono::sys_days{std::chrono::January / 31 / 2026} + std::chrono::milliseconds{5};

std::string line(Format format, std::string_view message, std::initializer_list<Field> fields) {
  return line_of({.format = format}, kMoment, Level::info, message, prepared(format, fields));
}

TEST(LogLine, IsOneJsonObject) {
  EXPECT_EQ(line(Format::json, "request", {{"route", "/api/{x}"}, {"status", std::int64_t{200}}, {"hit", true}}),
            R"({"ts":"2026-01-31T00:00:00.005Z","level":"info","msg":"request",)"
            R"("route":"/api/{x}","status":200,"hit":true})"
            "\n");
  EXPECT_EQ(line(Format::json, "started", {}),
            "{\"ts\":\"2026-01-31T00:00:00.005Z\",\"level\":\"info\",\"msg\":\"started\"}\n");
}

TEST(LogLine, IsReadableOnATerminal) {
  EXPECT_EQ(line(Format::text, "request", {{"route", "/a b"}, {"status", std::int64_t{200}}, {"hit", false}}),
            "00:00:00.005 info  request route=\"/a b\" status=200 hit=false\n");
}

TEST(LogLine, HasColoursWhereAskedFor) {
  const LineStyle style{.format = Format::text, .colours = true};

  EXPECT_EQ(line_of(style, kMoment, Level::error, "m", "a=1"), "00:00:00.005 \x1b[31merror\x1b[0m m a=1\n");
  EXPECT_EQ(line_of(style, kMoment, Level::info, "m", ""), "00:00:00.005 info  m\n");
}

TEST(LogLine, CannotBeForged) {
  const std::string hostile = "x\n{\"msg\":\"forged\"}\r\x1b[31m\x7f\u0085\u009b\"";
  for (const auto format : {Format::json, Format::text}) {
    for (const auto& made :
         {line(format, hostile, {{"name", hostile}}), line_of({.format = format}, kMoment, Level::info, hostile, "")}) {
      EXPECT_EQ(made.find('\n'), made.size() - 1) << made;
      EXPECT_EQ(made.find('\x1b'), std::string::npos) << made;
    }
  }
  const auto prepared_by_caller = line_of({.format = Format::text}, kMoment, Level::info, "m", hostile);
  EXPECT_FALSE(
      text::has_control_characters(prepared_by_caller.substr(0, prepared_by_caller.size() - 1), text::Lines::single));
}

TEST(LogLine, IsTextWhateverItIsGiven) {
  for (const auto format : {Format::json, Format::text}) {
    EXPECT_TRUE(text::is_valid_utf8(line(format, "\xff\xfe", {{"name", "\xc3("}})));
  }
}

TEST(LogLine, StaysBelowWhatRuntimesCut) {
  for (const auto& piece : {std::string{"x"}, std::string{"\n"}, std::string{"é"}, std::string{"\""}}) {
    std::string much;
    while (much.size() < 3 * kMaxLineBytes) {
      much += piece;
    }
    const auto json = line(Format::json, much, {{"id", "7"}, {"a", much}, {"b", much}, {"c", much}, {"d", much}});
    const auto text = line(Format::text, much, {{"a", much}, {"b", much}, {"c", much}, {"d", much}});

    EXPECT_LE(json.size(), kMaxLineBytes);
    EXPECT_LE(text.size(), kMaxLineBytes);
    EXPECT_TRUE(text::is_valid_utf8(text));
    const auto object = json::parse(json);
    ASSERT_TRUE(object.has_value()) << json;
    EXPECT_EQ(object->as_object().at("id").as_string(), "7");
    EXPECT_TRUE(object->as_object().at("truncated").as_bool());
  }
}

TEST(LogLine, IsCutBetweenMembersThatACallerPrepared) {
  const auto long_value = std::string(kMaxLineBytes, 'x');

  const auto json =
      line_of({}, kMoment, Level::info, "m", R"("a":"\",\\","b":[1,{"c":2}],"d":")" + long_value + R"(","e":1)");

  EXPECT_EQ(json, R"({"ts":"2026-01-31T00:00:00.005Z","level":"info","msg":"m",)"
                  R"("a":"\",\\","b":[1,{"c":2}],"truncated":true})"
                  "\n");
}

}  // namespace
}  // namespace conduit::log
