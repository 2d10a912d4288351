#include "platform/http/response_codec.hpp"

#include "platform/json/body.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::http {
namespace {

const PackedResponse kResponse{.content_type = "text/html; charset=utf-8",
                               .etag = "\"a:1\"",
                               .headers = {{"Link", "</feed.atom>; rel=alternate"}, {"X-Empty", ""}},
                               .body = std::string{"1:\0\xff false,false", 16},
                               .flags = {{.offset = 5, .kind = json::ReaderFlag::Kind{1}, .id = -7},
                                         {.offset = 11, .kind = json::ReaderFlag::Kind{255}, .id = 42}}};

TEST(ResponseCodec, GivesBackWhatItTook) {
  EXPECT_EQ(unpack(pack(kResponse)), kResponse);
  EXPECT_EQ(unpack(pack({})), PackedResponse{});
}

TEST(ResponseCodec, RefusesBytesThatAreCutOrAnothers) {
  const auto bytes = pack(kResponse);
  const auto without_fields = pack({.content_type = kResponse.content_type,
                                    .etag = kResponse.etag,
                                    .headers = {},
                                    .body = kResponse.body,
                                    .flags = kResponse.flags})
                                  .size();
  const auto without_last_field = bytes.size() - std::string_view{"7:X-Empty0:"}.size();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // Cut between two fields, it is whole.
    if (size != without_fields && size != without_last_field) {
      EXPECT_FALSE(unpack(std::string_view{bytes}.substr(0, size))) << size;
    }
  }
  for (const std::string_view text : {"x", ":", "-1:", "99999999999999999999999:", "3:ab"}) {
    EXPECT_FALSE(unpack(text)) << text;
  }
}

TEST(ResponseCodec, RefusesFlagsThatAreNotWhereTheySay) {
  auto response = kResponse;
  for (const std::size_t offset : {0UL, 4UL, 6UL, 12UL, 16UL, 1'000UL}) {
    response.flags.at(1).offset = offset;
    EXPECT_FALSE(unpack(pack(response))) << offset;
  }
  response.flags.at(1).offset = response.flags.at(0).offset;
  EXPECT_FALSE(unpack(pack(response))) << "twice the same";
}

}  // namespace
}  // namespace conduit::http
