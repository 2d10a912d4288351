#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::pages {

/// `text` on one line: white space collapsed, and cut to at most `max_length` code points (an ellipsis among them),
/// between words where there are any.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t max_length);

}  // namespace conduit::pages
