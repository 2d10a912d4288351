#include "platform/sqlite/full_text.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::sqlite {
namespace {

constexpr std::size_t kMaxWords = 16;

/// Control characters too: FTS5 takes a NUL for the end of the query.
bool separates(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }

}  // namespace

std::string match_all_words(std::string_view text) {
  std::string query;
  std::size_t words = 0;
  const auto* at = text.begin();
  while (words < kMaxWords) {
    const auto* const begin = std::find_if_not(at, text.end(), separates);
    if (begin == text.end()) {
      break;
    }
    at = std::find_if(begin, text.end(), separates);
    query += words++ == 0 ? "\"" : " \"";
    for (const char c : std::string_view{begin, at}) {
      query += c;
      if (c == '"') {
        query += c;  // doubled is how FTS5 writes a quote inside a string
      }
    }
    query += '"';
  }
  return query;
}

}  // namespace conduit::sqlite
