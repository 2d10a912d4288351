#include "platform/json/writer.hpp"

#include "platform/json/reader.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace conduit::json {
namespace {

std::string as_json(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out;
}

TEST(JsonString, EscapesQuotesBackslashesAndControls) {
  EXPECT_EQ(as_json("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(as_json("\n\r\t\b\f"), R"("\n\r\t\u0008\u000c")");
  EXPECT_EQ(as_json(std::string_view{"\0\x1f", 2}), R"("\u0000\u001f")");
}

TEST(JsonString, LeavesEverythingElseAsItIs) {
  EXPECT_EQ(as_json(""), R"("")");
  EXPECT_EQ(as_json("/<é你😀\x7f"), "\"/<é你😀\x7f\"");
}

// The scan takes eight bytes at a time: each byte in each place must be seen alike.
TEST(JsonString, ReadsBackAsWrittenForEveryByteInEveryPlace) {
  for (int byte = 0; byte < 0x80; ++byte) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'x');
      text[place] = static_cast<char>(byte);

      const auto read = parse(as_json(text));

      ASSERT_TRUE(read.has_value()) << byte << " at " << place;
      ASSERT_EQ(read->as_string(), text) << byte << " at " << place;
    }
  }
}

TEST(JsonWriter, PutsCommasBetweenMembersAndElementsOnly) {
  std::string out;

  Writer{out}
      .begin_object()
      .member("slug", "a")
      .key("tags")
      .begin_array()
      .value("x")
      .value("y")
      .end_array()
      .key("none")
      .begin_array()
      .end_array()
      .key("author")
      .begin_object()
      .member("following", false)
      .end_object()
      .end_object();

  EXPECT_EQ(out, R"({"slug":"a","tags":["x","y"],"none":[],"author":{"following":false}})");
}

TEST(JsonWriter, SeparatesObjectsInAnArray) {
  std::string out;

  Writer{out}.begin_array().begin_object().end_object().begin_object().end_object().raw("{}").end_array();

  EXPECT_EQ(out, "[{},{},{}]");
}

TEST(JsonWriter, WritesNumbersWhole) {
  std::string out;

  Writer{out}
      .begin_array()
      .value(std::int64_t{0})
      .value(std::numeric_limits<std::int64_t>::min())
      .value(std::numeric_limits<std::int64_t>::max())
      .end_array();

  EXPECT_EQ(out, "[0,-9223372036854775808,9223372036854775807]");
}

TEST(JsonWriter, WritesTimesAsStrings) {
  std::string out;

  Writer{out}.begin_array().value(Timestamp{}).value(Timestamp{std::chrono::milliseconds{1}}).end_array();

  EXPECT_EQ(out, R"(["1970-01-01T00:00:00.000Z","1970-01-01T00:00:00.001Z"])");
}

TEST(JsonWriter, WritesNullForAnEmptyOptional) {
  std::string out;

  Writer{out}
      .begin_object()
      .member("bio", std::optional<std::string>{})
      .member("image", std::optional<std::string>{"/a.svg"})
      .end_object();

  EXPECT_EQ(out, R"({"bio":null,"image":"/a.svg"})");
}

}  // namespace
}  // namespace conduit::json
