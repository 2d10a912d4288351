#include "platform/http/client_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conduit::http {
namespace {

TEST(ClientAddress, IsTheSocketsWhenNoProxyIsTrusted) {
  EXPECT_EQ(client_address("192.0.2.1", "203.0.113.9", 0), "192.0.2.1");
}

TEST(ClientAddress, CountsTrustedHopsFromTheRight) {
  EXPECT_EQ(client_address("192.0.2.1", "6.6.6.6, 203.0.113.9", 1), "203.0.113.9");
  EXPECT_EQ(client_address("192.0.2.1", "6.6.6.6, 203.0.113.9,198.51.100.7", 2), "203.0.113.9");
  EXPECT_EQ(client_address("192.0.2.1", "2001:db8::1", 1), "2001:db8::1");
}

TEST(ClientAddress, FallsBackToTheSocketForWhatIsNoAddress) {
  EXPECT_EQ(client_address("192.0.2.1", "", 1), "192.0.2.1");
  EXPECT_EQ(client_address("192.0.2.1", "203.0.113.9", 2), "192.0.2.1");
  EXPECT_EQ(client_address("192.0.2.1", "unknown", 1), "192.0.2.1");
  EXPECT_EQ(client_address("192.0.2.1", "1.2.3.4:80", 1), "192.0.2.1");
  EXPECT_EQ(client_address("192.0.2.1", std::string(10'000, ','), 200), "192.0.2.1");
}

}  // namespace
}  // namespace conduit::http
