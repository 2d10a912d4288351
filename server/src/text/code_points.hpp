#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 to code points and back; inline, since it is what every pass over a text does.

namespace conduit::text {

struct DecodedPoint {
  char32_t value;
  std::size_t size;  // bytes
};

/// The code point at the front of `text`, which is not empty. What is not UTF-8 gives some value or other: text is
/// checked where it comes in, and here a slip only must not become a read past the end.
[[nodiscard]] inline DecodedPoint decode_front(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return char32_t{byte(i)} & 0x3fU; };
  const auto lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  if (lead < 0xe0 && text.size() >= 2) {
    return {((lead & 0x1fU) << 6U) | tail(1), 2};
  }
  if (lead < 0xf0 && text.size() >= 3) {
    return {((lead & 0x0fU) << 12U) | (tail(1) << 6U) | tail(2), 3};
  }
  if (lead < 0xf8 && text.size() >= 4) {
    return {((lead & 0x07U) << 18U) | (tail(1) << 12U) | (tail(2) << 6U) | tail(3), 4};
  }
  return {U'\ufffd', 1};
}

/// Appends a valid code point as UTF-8.
inline void append_utf8(std::string& out, char32_t point) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0U | (point >> 6U));
    put(0x80U | (point & 0x3fU));
  } else if (point < 0x10000) {
    put(0xe0U | (point >> 12U));
    put(0x80U | ((point >> 6U) & 0x3fU));
    put(0x80U | (point & 0x3fU));
  } else {
    put(0xf0U | (point >> 18U));
    put(0x80U | ((point >> 12U) & 0x3fU));
    put(0x80U | ((point >> 6U) & 0x3fU));
    put(0x80U | (point & 0x3fU));
  }
}

/// Calls `visit(code point)` for each of `text`.
template <class Visit>
void for_each_point(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const auto point = decode_front(text);
    text.remove_prefix(point.size);
    visit(point.value);
  }
}

}  // namespace conduit::text
