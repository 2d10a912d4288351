#pragma once

#include "platform/http/response.hpp"
#include "platform/json/body.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::http {

/// What is kept of a Caching::shared answer, as bytes that servers of the same version pass to each other.
struct PackedResponse {
  std::string content_type;
  std::string etag;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<json::ReaderFlag> flags;

  bool operator==(const PackedResponse&) const = default;
};

[[nodiscard]] std::string pack(const PackedResponse& response);
/// Nothing when these are not the bytes of pack().
[[nodiscard]] std::optional<PackedResponse> unpack(std::string_view bytes);

}  // namespace conduit::http
