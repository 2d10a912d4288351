#pragma once

#include <string>
#include <string_view>

namespace conduit::http {

/// The id that a proxy or client gave the request, when it is fit to stand in a header and a log line (1 to 128
/// letters, digits and `-_.`); otherwise a new one.
[[nodiscard]] std::string request_id_or_new(std::string_view given);

}  // namespace conduit::http
