#include "text/normal_forms.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace conduit::text {
namespace {

/// Latin letters (lower case) that Unicode does not take apart into an ASCII letter and a mark, as their own languages
/// write them when they have to do without.
constexpr std::array kSpellings = std::to_array<std::pair<char32_t, std::string_view>>({
    {U'æ', "ae"},  // U+00E6
    {U'ð', "d"},   // U+00F0
    {U'ø', "o"},   // U+00F8
    {U'þ', "th"},  // U+00FE
    {U'đ', "d"},   // U+0111
    {U'ħ', "h"},   // U+0127
    {U'ı', "i"},   // U+0131
    {U'ĸ', "k"},   // U+0138
    {U'ł', "l"},   // U+0142
    {U'ŋ', "ng"},  // U+014B
    {U'œ', "oe"},  // U+0153
    {U'ŧ', "t"},   // U+0167
    {U'ƀ', "b"},   // U+0180
    {U'ƒ', "f"},   // U+0192
    {U'ɓ', "b"},   // U+0253
    {U'ɔ', "o"},   // U+0254
    {U'ɖ', "d"},   // U+0256
    {U'ɗ', "d"},   // U+0257
    {U'ə', "e"},   // U+0259
    {U'ɛ', "e"},   // U+025B
    {U'ƙ', "k"},   // U+0199
    {U'ƴ', "y"},   // U+01B4
});

bool is_ascii_letter_or_digit(char32_t point) {
  return (U'a' <= point && point <= U'z') || (U'0' <= point && point <= U'9');
}

/// Signs inside a word that part nothing: “don't” is `dont`, not `don-t`.
bool is_apostrophe(char32_t point) {
  return point == U'\'' || point == U'\u2019' || point == U'\u2018' || point == U'\u02bc';
}

/// Gathers words into a slug of bounded size.
class SlugBuilder {
 public:
  explicit SlugBuilder(std::size_t max_length) : max_length_(max_length) {}

  void add(std::string_view letters) { word_ += letters; }

  void end_word() {
    if (word_.empty() || full_) {
      return;
    }
    if (slug_.empty()) {
      slug_ = word_.substr(0, max_length_);
    } else if (slug_.size() + 1 + word_.size() <= max_length_) {
      slug_ += '-';
      slug_ += word_;
    } else {
      full_ = true;
    }
    word_.clear();
  }

  [[nodiscard]] std::string take() && { return std::move(slug_); }

 private:
  std::size_t max_length_;
  std::string slug_;
  std::string word_;
  bool full_ = false;
};

}  // namespace

std::string ascii_slug(std::string_view text, std::size_t max_length) {
  SlugBuilder slug{max_length};
  for (const auto decomposed_point : decomposed(
           text, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK)) {
    const auto point = static_cast<char32_t>(decomposed_point);
    const auto* const spelling = std::ranges::find(kSpellings, point, &std::pair<char32_t, std::string_view>::first);
    if (is_ascii_letter_or_digit(point)) {
      const auto letter = static_cast<char>(point);
      slug.add({&letter, 1});
    } else if (spelling != kSpellings.end()) {
      slug.add(spelling->second);
    } else if (!is_apostrophe(point)) {
      slug.end_word();
    }
  }
  slug.end_word();
  return std::move(slug).take();
}

}  // namespace conduit::text
