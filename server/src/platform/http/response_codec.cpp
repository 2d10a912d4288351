#include "platform/http/response_codec.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace conduit::http {
namespace {

// Texts one after the other, each behind its length: `5:hello`. First the content type, the tag, the body and its
// flags, then names and values of fields.

void append(std::string& out, std::string_view text) {
  fmt::format_to(std::back_inserter(out), "{}:{}", text.size(), text);
}

/// Each flag's offset, kind and id: `17,1,42;`.
std::string to_text(const std::vector<json::ReaderFlag>& flags) {
  std::string text;
  for (const auto& flag : flags) {
    fmt::format_to(std::back_inserter(text), "{},{},{};", flag.offset, std::to_underlying(flag.kind), flag.id);
  }
  return text;
}

template <class Number>
bool take_number(std::string_view& text, char end, Number& number) {
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(stopped - text.data());
  if (error != std::errc{} || length == text.size() || *stopped != end) {
    return false;
  }
  text.remove_prefix(length + 1);
  return true;
}

/// Nothing when they do not lie in `body` one after the other.
std::optional<std::vector<json::ReaderFlag>> to_flags(std::string_view text, std::string_view body) {
  std::vector<json::ReaderFlag> flags;
  std::size_t free = 0;
  while (!text.empty()) {
    json::ReaderFlag flag;
    std::underlying_type_t<json::ReaderFlag::Kind> kind{};
    if (!take_number(text, ',', flag.offset) || !take_number(text, ',', kind) || !take_number(text, ';', flag.id) ||
        flag.offset < free || flag.offset > body.size() ||
        !body.substr(flag.offset).starts_with(json::ReaderFlag::kDown)) {
      return std::nullopt;
    }
    flag.kind = json::ReaderFlag::Kind{kind};
    free = flag.offset + json::ReaderFlag::kDown.size();
    flags.push_back(flag);
  }
  return flags;
}

std::optional<std::string> take(std::string_view& bytes) {
  std::size_t size = 0;
  const auto* const end = bytes.data() + bytes.size();
  const auto [stopped, error] = std::from_chars(bytes.data(), end, size);
  if (error != std::errc{} || stopped == end || *stopped != ':') {
    return std::nullopt;
  }
  bytes.remove_prefix(static_cast<std::size_t>(stopped - bytes.data()) + 1);
  if (size > bytes.size()) {
    return std::nullopt;
  }
  std::string text{bytes.substr(0, size)};
  bytes.remove_prefix(size);
  return text;
}

}  // namespace

std::string pack(const PackedResponse& response) {
  std::string out;
  out.reserve(response.body.size() + 256);
  append(out, response.content_type);
  append(out, response.etag);
  append(out, response.body);
  append(out, to_text(response.flags));
  for (const auto& [name, value] : response.headers) {
    append(out, name);
    append(out, value);
  }
  return out;
}

std::optional<PackedResponse> unpack(std::string_view bytes) {
  auto content_type = take(bytes);
  auto etag = content_type ? take(bytes) : std::nullopt;
  auto body = etag ? take(bytes) : std::nullopt;
  const auto flags_text = body ? take(bytes) : std::nullopt;
  auto flags = flags_text ? to_flags(*flags_text, *body) : std::nullopt;
  if (!flags) {
    return std::nullopt;
  }
  PackedResponse response{.content_type = *std::move(content_type),
                          .etag = *std::move(etag),
                          .headers = {},
                          .body = *std::move(body),
                          .flags = *std::move(flags)};
  while (!bytes.empty()) {
    auto name = take(bytes);
    auto value = name ? take(bytes) : std::nullopt;
    if (!value) {
      return std::nullopt;
    }
    response.headers.emplace_back(*std::move(name), *std::move(value));
  }
  return response;
}

}  // namespace conduit::http
