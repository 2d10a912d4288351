#pragma once

#include <string_view>

namespace conduit::markdown {

/// Whether `markdown` is made so that parsing it takes far more than its length: containers nested past all reason
/// (each line costs as much as it is deep), or brackets in such numbers that md4c's search for link labels and lines,
/// quadratic in a paragraph, would show. Linear itself, and on the safe side: it may overestimate.
[[nodiscard]] bool is_too_costly(std::string_view markdown);

}  // namespace conduit::markdown
