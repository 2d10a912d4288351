#pragma once

#include "articles/articles.hpp"
#include "base/result.hpp"
#include "platform/http/request.hpp"

namespace conduit::articles {

// Reads the query of a list. A parameter that is given twice or makes no sense is `invalid` by its own name: guessing
// what was meant would show the wrong page. Unknown parameters are ignored.

/// `limit`, `offset` and `cursor`.
[[nodiscard]] Result<Window> parse_window(const http::Request& request);

/// Also `tag`, `author`, `favorited` and `q`.
[[nodiscard]] Result<ListRequest> parse_list_request(const http::Request& request);

}  // namespace conduit::articles
