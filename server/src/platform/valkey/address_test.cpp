#include "platform/valkey/address.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::valkey {
namespace {

Address address(std::string host, std::string port, std::string user = "", std::string password = "",
                std::uint16_t database = 0, Transport transport = Transport::plain) {
  return {.transport = transport,
          .host = std::move(host),
          .port = std::move(port),
          .user = std::move(user),
          .password = std::move(password),
          .database = database};
}

TEST(ValkeyAddress, ReadsEveryPart) {
  EXPECT_EQ(parse_address("redis://cache"), address("cache", "6379"));
  EXPECT_EQ(parse_address("redis://:pass@cache:7000/3"), address("cache", "7000", "", "pass", 3));
  EXPECT_EQ(parse_address("rediss://app:secret@cache.example:6380/"),
            address("cache.example", "6380", "app", "secret", 0, Transport::tls));
  EXPECT_EQ(parse_address("redis://[::1]:7000"), address("::1", "7000"));
}

TEST(ValkeyAddress, TakesPasswordsEscapedAndAsTheyAre) {
  EXPECT_EQ(parse_address("redis://:p%40%22%2F%25@cache")->password, "p@\"/%");
  EXPECT_EQ(parse_address("redis://:p@\"/x@cache/1")->password, "p@\"/x");
}

TEST(ValkeyAddress, RefusesTheRest) {
  for (const std::string_view url : {"", "memory:", "http://cache", "redis://", "redis://cache:port",
                                     "redis://cache:70000", "redis://cache/x", "redis://user@cache", "redis://:@cache",
                                     "redis://:%zz@cache", "redis://:p%4@cache", "redis://[::1", "redis://a b"}) {
    EXPECT_FALSE(parse_address(url)) << url;
  }
}

TEST(ValkeyAddress, DescribesItselfWithoutSecrets) {
  EXPECT_EQ(describe(*parse_address("rediss://app:secret@cache:1")), "cache:1");
  EXPECT_EQ(describe(*parse_address("redis://[::1]")), "[::1]:6379");
}

}  // namespace
}  // namespace conduit::valkey
