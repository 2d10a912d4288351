#include "platform/http/url.hpp"

#include "text/unicode.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace conduit::http {
namespace {

constexpr std::size_t kMaxQueryParameters = 64;

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return static_cast<unsigned>(c - '0');
  }
  if (c >= 'a' && c <= 'f') {
    return static_cast<unsigned>(c - 'a' + 10);
  }
  if (c >= 'A' && c <= 'F') {
    return static_cast<unsigned>(c - 'A' + 10);
  }
  return std::nullopt;
}

enum class Plus : bool { literal, space };

std::optional<std::string> decode(std::string_view raw, Plus plus) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '%') {
      if (i + 2 >= raw.size()) {
        return std::nullopt;
      }
      const auto high = hex_digit(raw[i + 1]);
      const auto low = hex_digit(raw[i + 2]);
      if (!high || !low) {
        return std::nullopt;
      }
      out.push_back(static_cast<char>(*high * 16 + *low));
      i += 2;
    } else if (raw[i] == '+' && plus == Plus::space) {
      out.push_back(' ');
    } else {
      out.push_back(raw[i]);
    }
  }
  if (out.contains('\0') || !text::is_valid_utf8(out)) {
    return std::nullopt;
  }
  return out;
}

Error malformed(std::string field) {
  return field_error(ErrorCode::malformed, std::move(field), "is not validly encoded");
}

}  // namespace

Result<std::string> decode_path_segment(std::string_view raw) {
  auto decoded = decode(raw, Plus::literal);
  if (!decoded) {
    return std::unexpected(malformed("path"));
  }
  return *std::move(decoded);
}

Result<QueryParameters> parse_query(std::string_view raw) {
  QueryParameters parameters;
  while (!raw.empty()) {
    const auto pair = raw.substr(0, raw.find('&'));
    raw.remove_prefix(pair.size() == raw.size() ? raw.size() : pair.size() + 1);
    if (pair.empty()) {
      continue;
    }
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), Plus::space);
    auto value = equals == std::string_view::npos ? std::optional<std::string>{std::in_place}
                                                  : decode(pair.substr(equals + 1), Plus::space);
    if (!name || !value || parameters.size() == kMaxQueryParameters) {
      return std::unexpected(malformed("query"));
    }
    parameters.emplace_back(*std::move(name), *std::move(value));
  }
  return parameters;
}

void append_percent_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4U]);
      out.push_back(kHex[byte & 0xFU]);
    }
  }
}

}  // namespace conduit::http
