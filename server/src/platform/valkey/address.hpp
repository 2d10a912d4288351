#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace conduit::valkey {

enum class Transport : std::uint8_t { plain, tls };

/// Where a server is and as whom to log in there.
struct Address {
  Transport transport = Transport::plain;
  std::string host;
  std::string port = "6379";
  /// An ACL user; empty is the default user.
  std::string user;
  /// Empty: the server asks for none.
  std::string password;
  std::uint16_t database = 0;

  bool operator==(const Address&) const = default;
};

/// Reads `redis://[[user]:password@]host[:port][/database]`, and `rediss://` for TLS. IPv6 addresses stand in brackets.
/// Percent-escapes in user and password are decoded; an `@` or `/` in them may also stand as it is.
[[nodiscard]] std::optional<Address> parse_address(std::string_view url);

/// `host:port`, for logs: never the user or the password.
[[nodiscard]] std::string describe(const Address& address);

}  // namespace conduit::valkey
