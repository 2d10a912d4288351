#include "platform/valkey/reply.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace conduit::valkey {
namespace {

TEST(ValkeyReply, WritesCommandsWithAnyBytes) {
  std::string out;
  append_command(out, std::array<std::string_view, 3>{"SET", "k", "a\r\nb"});
  EXPECT_EQ(out, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\na\r\nb\r\n");
}

TEST(ValkeyReply, ReadsEveryKindWhereverTheBytesAreCut) {
  constexpr std::string_view kBytes = "+OK\r\n-NOAUTH no\r\n:-7\r\n$3\r\na\r\n\r\n$-1\r\n*2\r\n:1\r\n*1\r\n$1\r\nx\r\n";
  for (std::size_t cut = 0; cut <= kBytes.size(); ++cut) {
    ReplyReader reader;
    std::vector<Reply> replies;
    for (const auto part : {kBytes.substr(0, cut), kBytes.substr(cut)}) {
      reader.feed(part);
      for (auto next = reader.next(); next->has_value(); next = reader.next()) {
        replies.push_back(**std::move(next));
      }
    }
    ASSERT_EQ(replies.size(), 6U) << cut;
    EXPECT_TRUE(replies[0].is(Reply::Kind::status));
    EXPECT_TRUE(replies[1].is_error("NOAUTH"));
    EXPECT_FALSE(replies[1].is_error("NO"));
    EXPECT_EQ(replies[2].integer, -7);
    EXPECT_EQ(replies[3].text, "a\r\n");
    EXPECT_TRUE(replies[4].is(Reply::Kind::nil));
    EXPECT_EQ(replies[5].elements.at(1).elements.at(0).text, "x");
  }
}

TEST(ValkeyReply, SaysWhatIsNoReply) {
  ReplyReader reader;
  reader.feed("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_FALSE(reader.next());
}

}  // namespace
}  // namespace conduit::valkey
