#include "text/unicode.hpp"

#include "text/code_points.hpp"
#include "text/normal_forms.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace conduit::text {
namespace {

/// Bytes of the well-formed sequence at the front of `bytes`, 0 if there is none (Unicode 15, table 3-7): the second
/// byte's range is what rules out overlong forms, surrogates and values above U+10FFFF.
std::size_t sequence_size(std::string_view bytes) noexcept {
  const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80; };
  const auto second_within = [&](unsigned low, unsigned high) { return low <= byte(1) && byte(1) <= high; };
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  if (0xc2 <= lead && lead <= 0xdf) {
    return bytes.size() >= 2 && is_tail(1) ? 2 : 0;
  }
  if (0xe0 <= lead && lead <= 0xef) {
    const unsigned low = lead == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = lead == 0xed ? 0x9f : 0xbf;
    return bytes.size() >= 3 && second_within(low, high) && is_tail(2) ? 3 : 0;
  }
  if (0xf0 <= lead && lead <= 0xf4) {
    const unsigned low = lead == 0xf0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xf4 ? 0x8f : 0xbf;
    return bytes.size() >= 4 && second_within(low, high) && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

std::size_t ascii_blocks(std::string_view bytes) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t i = 0;
  for (std::uint64_t block = 0; i + sizeof block <= bytes.size(); i += sizeof block) {
    std::memcpy(&block, bytes.data() + i, sizeof block);
    if ((block & kHighBits) != 0) {
      break;
    }
  }
  return i;
}

const utf8proc_property_t& property_of(char32_t point) noexcept {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(point));
}

/// Format characters that are drawn: Arabic number and verse signs and their like (Prepended_Concatenation_Mark).
bool is_drawn_format(char32_t point) noexcept {
  return (0x600 <= point && point <= 0x605) || point == 0x6dd || point == 0x70f || point == 0x890 || point == 0x891 ||
         point == 0x8e2 || point == 0x110bd || point == 0x110cd;
}

/// “Symbols” that fonts leave empty: the blank Braille pattern and the musical null note head.
bool is_empty_symbol(char32_t point) noexcept { return point == 0x2800 || point == 0x1d159; }

/// An invisible character that belongs to the one before it: a variation selector, a joiner, the tags of a flag.
bool extends_previous(char32_t point) noexcept {
  const auto boundary = property_of(point).boundclass;
  return boundary == UTF8PROC_BOUNDCLASS_EXTEND || boundary == UTF8PROC_BOUNDCLASS_ZWJ;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) noexcept {
  while (true) {
    bytes.remove_prefix(ascii_blocks(bytes));
    // Up to the next chance of eight ASCII bytes, one by one.
    for (std::size_t i = 0; i < 8; ++i) {
      if (bytes.empty()) {
        return true;
      }
      const auto size = sequence_size(bytes);
      if (size == 0) {
        return false;
      }
      bytes.remove_prefix(size);
    }
  }
}

bool is_invisible(char32_t point) noexcept {
  if (point < 0x7f) {
    return point <= U' ';
  }
  switch (property_of(point).category) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
      return true;
    case UTF8PROC_CATEGORY_CF:
      return !is_drawn_format(point);
    default:
      return is_default_ignorable(point) || is_empty_symbol(point);
  }
}

bool is_blank(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto point = decode_front(text);
    if (!is_invisible(point.value)) {
      return false;
    }
    text.remove_prefix(point.size);
  }
  return true;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto point = decode_front(text);
    if (!is_invisible(point.value)) {
      break;
    }
    text.remove_prefix(point.size);
  }
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto point = decode_front(text.substr(i));
    const auto kept = !is_invisible(point.value) || (end == i && extends_previous(point.value));
    i += point.size;
    if (kept) {
      end = i;
    }
  }
  return text.substr(0, end);
}

bool has_stray_invisible_characters(std::string_view text, Spaces spaces) noexcept {
  bool may_extend = false;
  while (!text.empty()) {
    const auto point = decode_front(text);
    const auto is_space = property_of(point.value).category == UTF8PROC_CATEGORY_ZS;
    const auto allowed = is_space ? spaces == Spaces::allowed : may_extend && extends_previous(point.value);
    const auto stray = is_invisible(point.value) && !allowed;
    if (stray) {
      return true;
    }
    may_extend = !is_space;
    text.remove_prefix(point.size);
  }
  return false;
}

bool has_control_characters(std::string_view text, Lines lines) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto allowed = lines == Lines::many && (byte == '\t' || byte == '\n' || byte == '\r');
    // U+0080 to U+009F are written as C2 80 to C2 9F.
    const auto upper = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if ((byte < 0x20 && !allowed) || byte == 0x7f || upper) {
      return true;
    }
  }
  return false;
}

std::size_t length(std::string_view text) noexcept {
  const auto starts_point = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_point));
}

}  // namespace conduit::text
