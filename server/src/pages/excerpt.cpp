#include "pages/excerpt.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr std::string_view kEllipsis = "…";

bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }

std::string on_one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  bool space = false;
  for (const char c : text) {
    if (kWhiteSpace.contains(c)) {
      space = !line.empty();
      continue;
    }
    if (space) {
      line += ' ';
    }
    line += c;
    space = false;
  }
  return line;
}

/// Where the code point number `index`, counted from 0, begins; npos when there are no more than that many.
std::size_t offset_of(std::string_view text, std::size_t index) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_code_point(text[i]) && index-- == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::string excerpt(std::string_view text, std::size_t max_length) {
  auto line = on_one_line(text);
  if (offset_of(line, max_length) == std::string_view::npos) {
    return line;
  }
  const auto cut = offset_of(line, max_length - 1);
  const auto space = line.rfind(' ', cut);
  // A word that takes more than half of the room is cut itself: scripts without spaces have only such.
  line.resize(space != std::string::npos && space >= cut / 2 ? space : cut);
  return line.append(kEllipsis);
}

}  // namespace conduit::pages
