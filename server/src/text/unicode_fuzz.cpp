#include "text/unicode.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

// The laws that the stores and the validation lean on: forms are stable, whole and valid.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit::text;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (!is_valid_utf8(text)) {
    return 0;
  }
  const auto form = normalized(text);
  require(is_valid_utf8(form) && normalized(form) == form);
  require(uniqueness_key(form) == uniqueness_key(text));
  const auto key = uniqueness_key(text);
  require(is_valid_utf8(key) && uniqueness_key(key) == key);

  const auto core = trimmed(text);
  require(is_valid_utf8(core) && trimmed(core) == core);
  require(core.empty() == is_blank(text));
  require(length(core) <= length(text) && length(text) <= size);
  require(!has_control_characters(text, Lines::many) || has_control_characters(text, Lines::single));
  require(!has_control_characters(text, Lines::single) || has_stray_invisible_characters(text, Spaces::allowed));

  constexpr std::size_t kMaxLength = 12;
  const auto slug = ascii_slug(text, kMaxLength);
  require(slug.size() <= kMaxLength && slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == slug.npos);
  require(slug.empty() || (slug.front() != '-' && slug.back() != '-' && slug.find("--") == slug.npos));
  return 0;
}
