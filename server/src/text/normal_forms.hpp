#pragma once

#include <utf8proc.h>

#include <string>
#include <string_view>
#include <vector>

// The machinery under normalized(), uniqueness_key() and ascii_slug(); for text/ only.

namespace conduit::text {

using Points = std::vector<utf8proc_int32_t>;

/// The property Default_Ignorable_Code_Point, with the unassigned points that it is promised to: utf8proc knows only of
/// assigned ones.
[[nodiscard]] bool is_default_ignorable(char32_t point) noexcept;

/// `text` decomposed by `options` (UTF8PROC_…) and in canonical order.
[[nodiscard]] Points decomposed(std::string_view text, unsigned options);

}  // namespace conduit::text
