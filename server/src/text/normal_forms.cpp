#include "text/normal_forms.hpp"

#include "text/code_points.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>

namespace conduit::text {
namespace {

utf8proc_propval_t combining_class(utf8proc_int32_t point) { return utf8proc_get_property(point)->combining_class; }

/// Sorts a run of marks by combining class, equal ones as they came.
void order_run(std::span<utf8proc_int32_t> run) {
  if (std::ranges::is_sorted(run, {}, combining_class)) {
    return;
  }
  std::vector<std::pair<utf8proc_propval_t, std::size_t>> order;
  order.reserve(run.size());
  for (std::size_t i = 0; i < run.size(); ++i) {
    order.emplace_back(combining_class(run[i]), i);
  }
  std::ranges::sort(order);
  const Points marks{run.begin(), run.end()};
  std::ranges::transform(order, run.begin(), [&marks](const auto& place) { return marks[place.second]; });
}

/// The canonical ordering algorithm (Unicode 15 §3.11). utf8proc has it too, as an insertion sort: 100 kB of marks in
/// the wrong order would take it a minute.
void order_marks(Points& points) {
  const auto is_mark = [](utf8proc_int32_t point) { return combining_class(point) != 0; };
  for (auto begin = std::ranges::find_if(points, is_mark); begin != points.end();) {
    const auto end = std::find_if_not(begin, points.end(), is_mark);
    order_run({begin, end});
    begin = std::find_if(end, points.end(), is_mark);
  }
}

std::string composed(Points points) {
  const auto size = utf8proc_normalize_utf32(points.data(), static_cast<utf8proc_ssize_t>(points.size()),
                                             static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  std::string text;
  text.reserve(points.size());
  for (utf8proc_ssize_t i = 0; i < size; ++i) {
    append_utf8(text, static_cast<char32_t>(points[static_cast<std::size_t>(i)]));
  }
  return text;
}

std::string folded_once(std::string_view text) {
  return composed(decomposed(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
}

bool all_bytes_below(std::string_view text, unsigned char limit) {
  return std::ranges::all_of(text, [limit](char c) { return static_cast<unsigned char>(c) < limit; });
}

}  // namespace

bool is_default_ignorable(char32_t point) noexcept {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(point))->ignorable != 0 || point == 0x2065 ||
         (0xfff0 <= point && point <= 0xfff8) || (0xe0000 <= point && point <= 0xe0fff);
}

Points decomposed(std::string_view text, unsigned options) {
  constexpr std::size_t kLongestExpansion = 18;  // of U+FDFA; no later character may have a longer one
  std::array<utf8proc_int32_t, 2 * kLongestExpansion> expansion{};
  Points points;
  points.reserve(text.size());
  int boundary = 0;
  for_each_point(text, [&](char32_t point) {
    if ((options & UTF8PROC_IGNORE) != 0 && is_default_ignorable(point)) {
      return;
    }
    const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(point), expansion.data(),
                                               static_cast<utf8proc_ssize_t>(expansion.size()),
                                               static_cast<utf8proc_option_t>(options), &boundary);
    const auto usable = std::clamp<utf8proc_ssize_t>(count, 0, static_cast<utf8proc_ssize_t>(expansion.size()));
    points.insert(points.end(), expansion.begin(), expansion.begin() + usable);
  });
  order_marks(points);
  return points;
}

std::string normalized(std::string_view text) {
  // Everything below U+0300, whose first byte is 0xCC, is in form C: most text needs no more than this look.
  if (all_bytes_below(text, 0xcc)) {
    return std::string{text};
  }
  return composed(decomposed(text, UTF8PROC_COMPOSE));
}

std::string uniqueness_key(std::string_view text) {
  if (all_bytes_below(text, 0x80)) {
    std::string key{text};
    std::ranges::transform(key, key.begin(),
                           [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return key;
  }
  // From one order of marks, since U+0345 is a mark before folding and a letter after it (Unicode 15 §3.13, D145).
  // Folding can uncover something that folds again: go on until it stands, or a key looked up by itself would miss.
  auto key = folded_once(normalized(text));
  for (auto again = folded_once(key); again != key; again = folded_once(key)) {
    key = std::move(again);
  }
  return key;
}

}  // namespace conduit::text
