#include "articles/article.hpp"
#include "text/unicode.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// A slug goes into a path as it is, and a cursor that we accept is one that we wrote.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit;
  const std::string_view text{reinterpret_cast<const char*>(data), size};

  if (const auto cursor = articles::parse_cursor(text); cursor && articles::to_token(*cursor) != text) {
    std::abort();
  }
  if (text::is_valid_utf8(text)) {
    for (const int attempt : {0, 1}) {
      const auto slug = articles::make_slug(text, attempt);
      const auto is_path_segment = slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == slug.npos;
      if (slug.empty() || slug.size() > articles::kMaxSlugBytes + 9 || !is_path_segment) {
        std::abort();
      }
    }
  }
  return 0;
}
