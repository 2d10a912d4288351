#pragma once

#include <md4c.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::markdown {

/// Turns md4c's events into HTML. Safe by construction: tags are only those written here, everything from the text is
/// escaped, and addresses pass is_safe_address().
///
/// Handlers return 0 to go on, and anything else to end the parse: when the HTML has outgrown `limit`.
class HtmlWriter {
 public:
  explicit HtmlWriter(std::size_t limit) : limit_(limit) {}

  int enter_block(MD_BLOCKTYPE type, const void* detail);
  int leave_block(MD_BLOCKTYPE type, const void* detail);
  int enter_span(MD_SPANTYPE type, const void* detail);
  int leave_span(MD_SPANTYPE type, const void* detail);
  int text(MD_TEXTTYPE type, std::string_view content);

  /// The HTML, when the document has ended.
  [[nodiscard]] std::string take() &&;

 private:
  static constexpr std::size_t kSpanTypes = 16;  // more than md4c has

  /// A heading's level, which is settled at the end.
  struct Heading {
    std::size_t digit_at;
    unsigned level;
  };

  /// Writes `<h` or `</h`, and the digit to come.
  void heading_tag(std::string_view begin, unsigned level);
  void enter_ordered_list(const MD_BLOCK_OL_DETAIL& list);
  void enter_list_item(const MD_BLOCK_LI_DETAIL& item);
  void enter_code_block(const MD_BLOCK_CODE_DETAIL& code);
  void enter_cell(std::string_view tag, const MD_BLOCK_TD_DETAIL& cell);
  /// Closes the span that was opened last.
  void close_span(const void* detail);
  void enter_link(std::string_view address, const MD_ATTRIBUTE* title);
  void leave_link();
  void enter_image(const MD_SPAN_IMG_DETAIL& image);
  void leave_image(const MD_ATTRIBUTE* title);
  void running_text(std::string_view content);
  void code_text(std::string_view content);
  void title(const MD_ATTRIBUTE& title);
  void attribute(const MD_ATTRIBUTE& value);
  [[nodiscard]] bool is_open(MD_SPANTYPE type) const { return open_count_.at(type) > 0; }
  [[nodiscard]] int status() const { return html_.size() > limit_ ? 1 : 0; }

  std::size_t limit_;
  std::string html_;
  std::vector<Heading> headings_;
  /// md4c closes spans that it never opened (`[](~~)~~`): what is open is kept here, and only that is closed. Within an
  /// image is its alternative text, where no tag may stand.
  std::vector<MD_SPANTYPE> open_spans_;
  std::array<std::size_t, kSpanTypes> open_count_{};
  bool image_is_shown_ = false;
  bool in_cell_ = false;
};

}  // namespace conduit::markdown
