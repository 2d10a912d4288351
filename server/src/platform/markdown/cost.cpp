#include "platform/markdown/cost.hpp"

#include <algorithm>
#include <cstddef>

namespace conduit::markdown {
namespace {

/// Block quotes and list items begin left of this column. Browsers stop nesting at 512 elements.
constexpr std::size_t kMaxContainerColumn = 256;

/// Bytes that md4c may look at in search of link labels: about 20 ns each, so a third of a second.
constexpr std::size_t kMaxLabelBytes = std::size_t{16} * 1024 * 1024;

/// Stepping over a line of the paragraph is cheaper than looking at a byte of a label by about so much.
constexpr std::size_t kLinesPerLabelByte = 16;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_digit(char c) { return '0' <= c && c <= '9'; }

/// Bytes of the list or quote marker at the front of `line`, 0 if there is none.
std::size_t marker_size(std::string_view line) {
  if (line.starts_with('>')) {
    return 1;
  }
  const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(line, is_digit) - line.begin());
  const auto delimiters = digits > 0 ? std::string_view{".)"} : std::string_view{"-+*"};
  if (digits >= line.size() || delimiters.find(line[digits]) == std::string_view::npos) {
    return 0;
  }
  const auto size = digits + 1;
  return size == line.size() || is_blank(line[size]) ? size : 0;
}

/// The column of the last container marker with which `line` begins.
std::size_t last_container_column(std::string_view line) {
  constexpr std::size_t kTab = 4;
  std::size_t column = 0;
  std::size_t last = 0;
  while (!line.empty()) {
    if (is_blank(line.front())) {
      column += line.front() == '\t' ? kTab : 1;
      line.remove_prefix(1);
      continue;
    }
    const auto marker = marker_size(line);
    if (marker == 0) {
      break;
    }
    column += marker;
    last = column;
    line.remove_prefix(marker);
  }
  return last;
}

/// Adds up what the brackets of one paragraph may cost after another.
class BracketCost {
 public:
  /// Labels are looked up only where something is defined, `[label]: address`.
  explicit BracketCost(std::string_view markdown) : defines_labels_(markdown.find("]:") != std::string_view::npos) {}

  void add_line(std::string_view line) {
    if (std::ranges::all_of(line, is_blank)) {
      paragraph_bytes_ = 0;
      paragraph_lines_ = 0;
      return;
    }
    for (auto i = line.find_first_of("[]"); i != std::string_view::npos; i = line.find_first_of("[]", i + 1)) {
      cost_ += paragraph_lines_ / kLinesPerLabelByte;
      cost_ += defines_labels_ && line[i] == ']' ? paragraph_bytes_ + i : 0;
    }
    paragraph_bytes_ += line.size() + 1;
    ++paragraph_lines_;
  }

  [[nodiscard]] bool is_too_much() const { return cost_ > kMaxLabelBytes; }

 private:
  bool defines_labels_;
  std::size_t paragraph_bytes_ = 0;
  std::size_t paragraph_lines_ = 0;
  std::size_t cost_ = 0;
};

}  // namespace

bool is_too_costly(std::string_view markdown) {
  BracketCost brackets{markdown};
  while (!markdown.empty()) {
    const auto end = std::min(markdown.find_first_of("\r\n"), markdown.size());
    const auto line = markdown.substr(0, end);
    brackets.add_line(line);
    if (brackets.is_too_much() || last_container_column(line) > kMaxContainerColumn) {
      return true;
    }
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
  }
  return false;
}

}  // namespace conduit::markdown
