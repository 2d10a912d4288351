#include "platform/json/writer.hpp"

#include <array>
#include <charconv>
#include <cstring>

namespace conduit::json {
namespace {

constexpr std::uint64_t kEachByte = 0x0101010101010101U;
constexpr std::uint64_t kHighBits = 0x8080808080808080U;

constexpr bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// needs_escape() for eight bytes at once ("hasless" and "haszero" of Bit Twiddling Hacks; exact as a yes or no).
constexpr bool any_needs_escape(std::uint64_t bytes) {
  const auto controls = (bytes - kEachByte * 0x20) & ~bytes;
  const auto quotes = bytes ^ (kEachByte * '"');
  const auto backslashes = bytes ^ (kEachByte * '\\');
  return ((controls | ((quotes - kEachByte) & ~quotes) | ((backslashes - kEachByte) & ~backslashes)) & kHighBits) != 0;
}

/// How many bytes at the front stand for themselves.
std::size_t plain_prefix(std::string_view text) {
  std::size_t i = 0;
  for (std::uint64_t bytes = 0; i + sizeof bytes <= text.size(); i += sizeof bytes) {
    std::memcpy(&bytes, text.data() + i, sizeof bytes);
    if (any_needs_escape(bytes)) {
      break;
    }
  }
  while (i < text.size() && !needs_escape(text[i])) {
    ++i;
  }
  return i;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      constexpr std::string_view kHexDigits = "0123456789abcdef";
      out += "\\u00";
      out += kHexDigits[static_cast<unsigned char>(c) >> 4U];
      out += kHexDigits[static_cast<unsigned char>(c) & 0xfU];
  }
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const auto plain = plain_prefix(text);
    out += text.substr(0, plain);
    if (plain == text.size()) {
      break;
    }
    append_escape(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

Writer& Writer::begin_object() {
  separate();
  out_ += '{';
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_object() {
  out_ += '}';
  needs_comma_ = true;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_ += '[';
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_array() {
  out_ += ']';
  needs_comma_ = true;
  return *this;
}

Writer& Writer::key(std::string_view literal) {
  separate();
  out_ += '"';
  out_ += literal;
  out_ += "\":";
  needs_comma_ = false;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_string(out_, text);
  needs_comma_ = true;
  return *this;
}

Writer& Writer::value(std::int64_t number) {
  constexpr std::size_t kLongest = std::string_view{"-9223372036854775808"}.size();
  std::array<char, kLongest> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return raw({digits.data(), written.ptr});
}

Writer& Writer::value(bool truth) { return raw(truth ? "true" : "false"); }

Writer& Writer::value(Timestamp time) {
  separate();
  out_ += '"';
  append_rfc3339(out_, time);
  out_ += '"';
  needs_comma_ = true;
  return *this;
}

Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  needs_comma_ = true;
  return *this;
}

Writer& Writer::flag(std::string_view literal, bool truth, ReaderFlag::Kind kind, std::int64_t id) {
  key(literal);
  if (flags_ != nullptr && !truth) {
    flags_->push_back({.offset = out_.size(), .kind = kind, .id = id});
  }
  return value(truth);
}

void Writer::separate() {
  if (needs_comma_) {
    out_ += ',';
  }
}

}  // namespace conduit::json
