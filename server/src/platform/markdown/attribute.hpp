#pragma once

#include <md4c.h>

#include <cstddef>
#include <string_view>

// The parts of md4c's interface that are not self-explanatory.

namespace conduit::markdown {

/// What stands for a NUL in the text.
inline constexpr std::string_view kReplacementCharacter = "\uFFFD";

template <class Detail>
const Detail& as(const void* detail) {
  return *static_cast<const Detail*>(detail);
}

/// Calls `visit(type, text)` for the pieces of an attribute.
template <class Visit>
void for_each_piece(const MD_ATTRIBUTE& attribute, Visit visit) {
  for (std::size_t i = 0; attribute.size > 0 && attribute.substr_offsets[i] < attribute.size; ++i) {
    const auto begin = attribute.substr_offsets[i];
    visit(attribute.substr_types[i], std::string_view{attribute.text + begin, attribute.substr_offsets[i + 1] - begin});
  }
}

}  // namespace conduit::markdown
