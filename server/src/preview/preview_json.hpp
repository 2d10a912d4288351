#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::preview {

/// As much as the longest text that can be stored.
inline constexpr std::size_t kMaxMarkdownBytes = std::size_t{256} * 1024;

/// The text of `{"markdown": text}`, which may be empty. `malformed` naming `body` for what is no JSON, `invalid`
/// naming `markdown` when that is missing, no string or too long.
[[nodiscard]] Result<std::string> parse_preview(std::string_view body);

/// `{"html": ...}`
[[nodiscard]] std::string preview_json(std::string_view html);

}  // namespace conduit::preview
