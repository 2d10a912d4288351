#include "platform/http/response_codec.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace conduit::http {
namespace {

// Texts one after the other, each behind its length: `5:hello`. First the content type, the tag and the body, then
// names and values of fields.

void append(std::string& out, std::string_view text) {
  fmt::format_to(std::back_inserter(out), "{}:{}", text.size(), text);
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
  if (!body) {
    return std::nullopt;
  }
  PackedResponse response{
      .content_type = *std::move(content_type), .etag = *std::move(etag), .headers = {}, .body = *std::move(body)};
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
