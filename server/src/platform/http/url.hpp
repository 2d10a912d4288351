#pragma once

#include "base/result.hpp"
#include "platform/http/request.hpp"

#include <string>
#include <string_view>

// Percent-decoding of request targets (RFC 3986 §2.1). Exact: a broken escape is an error, never passed through, and
// what comes out is UTF-8 text without NUL, so that nothing behind this line meets other bytes.

namespace conduit::http {

/// One path segment. `+` stays `+`; an escaped slash becomes part of the segment. `malformed` naming `path`.
[[nodiscard]] Result<std::string> decode_path_segment(std::string_view raw);

/// The part after `?`, as HTML forms write it: `+` is a space. A name without `=` has an empty value. `malformed`
/// naming `query`; also for more than 64 parameters.
[[nodiscard]] Result<QueryParameters> parse_query(std::string_view raw);

/// Appends `text` with everything escaped but RFC 3986's unreserved characters: for one segment or one query value.
void append_percent_encoded(std::string& out, std::string_view text);

}  // namespace conduit::http
