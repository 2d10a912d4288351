#pragma once

#include <string_view>

namespace conduit::http {

/// The media type of a file by its name's ending, with the charset of text; `application/octet-stream` for others.
[[nodiscard]] std::string_view content_type_of(std::string_view file_name) noexcept;

}  // namespace conduit::http
