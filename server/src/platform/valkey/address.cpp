#include "platform/valkey/address.hpp"

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace conduit::valkey {
namespace {

constexpr std::string_view kPlain = "redis://";
constexpr std::string_view kTls = "rediss://";

template <class Number>
std::optional<Number> number(std::string_view text, int base = 10) {
  Number value{};
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, base);
  return !text.empty() && error == std::errc{} && stopped == end ? std::optional{value} : std::nullopt;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = i + 2 < text.size() ? number<std::uint8_t>(text.substr(i + 1, 2), 16) : std::nullopt;
    if (!byte) {
      return std::nullopt;
    }
    out += static_cast<char>(*byte);
    i += 2;
  }
  return out;
}

bool read_credentials(std::string_view text, Address& address) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return false;
  }
  auto user = decoded(text.substr(0, colon));
  auto password = decoded(text.substr(colon + 1));
  if (!user || !password || password->empty()) {
    return false;
  }
  address.user = *std::move(user);
  address.password = *std::move(password);
  return true;
}

bool read_host(std::string_view text, Address& address) {
  std::string_view host = text.substr(0, text.find(':'));
  std::string_view rest = text.substr(host.size());
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) {
      return false;
    }
    host = text.substr(1, bracket - 1);
    rest = text.substr(bracket + 1);
  }
  address.host = host;
  if (!rest.empty()) {
    if (!rest.starts_with(':') || !number<std::uint16_t>(rest.substr(1))) {
      return false;
    }
    address.port = rest.substr(1);
  }
  return !host.empty() && host.find_first_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::optional<Address> parse_address(std::string_view url) {
  Address address;
  if (url.starts_with(kTls)) {
    address.transport = Transport::tls;
    url.remove_prefix(kTls.size());
  } else if (url.starts_with(kPlain)) {
    url.remove_prefix(kPlain.size());
  } else {
    return std::nullopt;
  }
  // The last one: those before it belong to a password that was not escaped.
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    if (!read_credentials(url.substr(0, at), address)) {
      return std::nullopt;
    }
    url.remove_prefix(at + 1);
  }
  const auto slash = url.find('/');
  if (slash != std::string_view::npos && slash + 1 < url.size()) {
    const auto database = number<std::uint16_t>(url.substr(slash + 1));
    if (!database) {
      return std::nullopt;
    }
    address.database = *database;
  }
  return read_host(url.substr(0, slash), address) ? std::optional{std::move(address)} : std::nullopt;
}

std::string describe(const Address& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + address.port;
}

}  // namespace conduit::valkey
