#pragma once

#include <string>
#include <string_view>

namespace conduit::http {

/// gzip (RFC 1952) at a level that a web server can afford per answer.
[[nodiscard]] std::string gzip(std::string_view bytes);

/// Whether an Accept-Encoding field takes `coding` (RFC 9110 §12.5.3): named, or `*`, and not with `q=0`.
[[nodiscard]] bool accepts_encoding(std::string_view accept_encoding, std::string_view coding);

}  // namespace conduit::http
