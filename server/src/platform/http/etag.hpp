#pragma once

#include <string>
#include <string_view>

namespace conduit::http {

/// A strong entity tag of these bytes, with its quotes; the same on every server.
[[nodiscard]] std::string make_etag(std::string_view bytes);

/// Whether an If-None-Match field (RFC 9110 §13.1.2, weak comparison) names `etag` or is `*`.
[[nodiscard]] bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace conduit::http
