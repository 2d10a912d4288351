#pragma once

#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

#include <string>
#include <string_view>

namespace conduit::http {

enum class Persistence : bool { close, keep_alive };

/// What the head says besides the response itself.
struct HeadOptions {
  Persistence persistence = Persistence::keep_alive;
  std::string_view request_id;
  /// The Date field's value.
  std::string_view date;
};

/// Appends the status line and the header fields with the empty line that ends them.
void append_head(std::string& out, const Response& response, const HeadOptions& options);

/// Whether an answer of this status to this method is followed by its body (RFC 9112 §6.3).
[[nodiscard]] bool has_body(const Response& response, Method method);

/// An IMF-fixdate (RFC 9110 §5.6.7) of the time now.
[[nodiscard]] std::string http_date_now();

}  // namespace conduit::http
