#pragma once

#include <string>
#include <string_view>

namespace conduit::sqlite {

/// The FTS5 query for rows that hold all words of `text` (the first 16 of them). Each word becomes a quoted string, so
/// nothing of the text is read as FTS5's own syntax. Empty when there is no word.
[[nodiscard]] std::string match_all_words(std::string_view text);

}  // namespace conduit::sqlite
