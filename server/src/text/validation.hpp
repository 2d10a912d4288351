#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The rules that texts of all features share, so that each is refused in the same words: `invalid` naming the field,
// with "can't be blank", "contains control characters" or "is too long (maximum is …)".

namespace conduit::text {

enum class Unit : std::uint8_t { characters, bytes };

struct Limit {
  std::size_t most = 0;
  Unit unit = Unit::characters;
};

[[nodiscard]] Error blank(std::string_view field);

/// Fails when `text` is longer than `limit`.
[[nodiscard]] Result<> within(std::string_view field, std::string_view text, Limit limit);

/// One line: trimmed and in normal form.
[[nodiscard]] Result<std::string> valid_line(std::string_view field, std::string_view text, Limit limit);

/// The same for text that may have line breaks and tabs.
[[nodiscard]] Result<std::string> valid_lines(std::string_view field, std::string_view text, Limit limit);

/// The same for Markdown, which keeps the indentation of its first line: four spaces there begin a code block.
[[nodiscard]] Result<std::string> valid_markdown(std::string_view field, std::string_view text, Limit limit);

}  // namespace conduit::text
