#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::text {

/// The words of a text as a search compares them: runs of letters and digits, without regard to case and accents
/// (`Österreich` is `osterreich`). Sorted, each once.
[[nodiscard]] std::vector<std::string> search_words(std::string_view text);

}  // namespace conduit::text
