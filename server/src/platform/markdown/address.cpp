#include "platform/markdown/address.hpp"

#include "text/code_points.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

namespace conduit::markdown {
namespace {

char lower(char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_letter_or_digit(char c) { return ('a' <= lower(c) && lower(c) <= 'z') || ('0' <= c && c <= '9'); }

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, lower);
}

/// Everything before a colon that comes before any path, query or fragment.
std::optional<std::string_view> scheme_of(std::string_view address) {
  const auto end = address.find_first_of(":/?#");
  if (end == std::string_view::npos || address[end] != ':') {
    return std::nullopt;
  }
  return address.substr(0, end);
}

char32_t valid_point(std::uint32_t number) {
  const auto is_surrogate = 0xd800 <= number && number <= 0xdfff;
  return number == 0 || number > 0x10ffff || is_surrogate ? U'\ufffd' : char32_t{number};
}

}  // namespace

bool is_safe_address(std::string_view address, AddressUse use) {
  const auto scheme = scheme_of(address);
  return !scheme || equals_ignoring_case(*scheme, "https") || equals_ignoring_case(*scheme, "http") ||
         (use == AddressUse::link && equals_ignoring_case(*scheme, "mailto"));
}

bool is_external_address(std::string_view address) {
  const auto scheme = scheme_of(address);
  return address.starts_with("//") || (scheme && !equals_ignoring_case(*scheme, "mailto"));
}

void append_address(std::string& out, std::string_view address) {
  constexpr std::string_view kAllowed = "-_.~!*(),%#@?=;:/+$";
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  for (const auto c : address) {
    if (is_letter_or_digit(c) || kAllowed.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == '&') {
      out += "&amp;";
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 0xfU];
    }
  }
}

std::string decoded_entity(std::string_view entity) {
  constexpr auto kNamed = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}});
  if (const auto* const named = std::ranges::find(kNamed, entity, &decltype(kNamed)::value_type::first);
      named != kNamed.end()) {
    return std::string{named->second};
  }
  if (!entity.starts_with("&#") || !entity.ends_with(';')) {
    return std::string{entity};
  }
  auto digits = entity.substr(2, entity.size() - 3);
  const auto is_hex = !digits.empty() && lower(digits.front()) == 'x';
  if (is_hex) {
    digits.remove_prefix(1);
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, is_hex ? 16 : 10);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    return std::string{entity};
  }
  std::string decoded;
  text::append_utf8(decoded, valid_point(number));
  return decoded;
}

void append_escaped(std::string& out, std::string_view text) {
  while (true) {
    const auto plain = std::min(text.find_first_of("&<>\""), text.size());
    out += text.substr(0, plain);
    if (plain == text.size()) {
      return;
    }
    switch (text[plain]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += "&quot;";
    }
    text.remove_prefix(plain + 1);
  }
}

}  // namespace conduit::markdown
