#include "platform/markdown/autolink.hpp"

#include <algorithm>
#include <array>

namespace conduit::markdown {
namespace {

constexpr std::array<std::string_view, 3> kPrefixes{"http://", "https://", "www."};

bool is_letter_or_digit(char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9'); }

bool begins_host(std::string_view text) {
  return !text.empty() && (is_letter_or_digit(text.front()) || static_cast<unsigned char>(text.front()) >= 0x80);
}

/// Bytes of the link at the front of `text`, 0 if there is none.
std::size_t link_size(std::string_view text) {
  for (const auto prefix : kPrefixes) {
    if (text.starts_with(prefix) && begins_host(text.substr(prefix.size()))) {
      return std::min(text.find_first_of(" \t\n\r\f\v<"), text.size());
    }
  }
  return 0;
}

std::size_t trimmed_size(std::string_view link) {
  const auto opened = std::ranges::count(link, '(');
  auto closed = std::ranges::count(link, ')');
  while (!link.empty()) {
    const auto last = link.back();
    if (last == ')' && closed > opened) {
      --closed;
    } else if (std::string_view{"?!.,:;*_~'\""}.find(last) == std::string_view::npos) {
      break;
    }
    link.remove_suffix(1);
  }
  return link.size();
}

}  // namespace

std::optional<Autolink> find_autolink(std::string_view text) {
  // Only these two letters begin a prefix.
  for (auto i = text.find_first_of("hw"); i != std::string_view::npos; i = text.find_first_of("hw", i + 1)) {
    if (i > 0 && is_letter_or_digit(text[i - 1])) {
      continue;
    }
    if (const auto size = link_size(text.substr(i)); size > 0) {
      return Autolink{.begin = i, .size = trimmed_size(text.substr(i, size))};
    }
  }
  return std::nullopt;
}

}  // namespace conduit::markdown
