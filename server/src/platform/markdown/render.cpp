#include "platform/markdown/address.hpp"
#include "platform/markdown/cost.hpp"
#include "platform/markdown/html_writer.hpp"
#include "platform/markdown/renderer.hpp"

#include <md4c.h>

#include <cstddef>
#include <limits>
#include <utility>

namespace conduit::markdown {
namespace {

/// HTML of honest Markdown is seldom twice as long; what makes more of itself (a link defined once with a long address
/// and used ten thousand times) is cut off.
constexpr std::size_t kMaxGrowth = 16;
constexpr std::size_t kRoomForShortTexts = 4096;

constexpr std::size_t kPadding = 16;

HtmlWriter& writer(void* user) { return *static_cast<HtmlWriter*>(user); }

MD_PARSER make_parser() {
  MD_PARSER parser{};
  parser.flags =
      MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEEMAILAUTOLINKS | MD_FLAG_NOHTML;
  // noexcept: an exception must not cross C, and the only one there could be is out of memory.
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* user) noexcept {
    return writer(user).enter_block(type, detail);
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* user) noexcept {
    return writer(user).leave_block(type, detail);
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* user) noexcept {
    return writer(user).enter_span(type, detail);
  };
  parser.leave_span = [](MD_SPANTYPE type, void* detail, void* user) noexcept {
    return writer(user).leave_span(type, detail);
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) noexcept {
    return writer(user).text(type, {text, size});
  };
  return parser;
}

std::string as_plain_text(std::string_view markdown) {
  std::string html = "<pre>";
  append_escaped(html, markdown);
  html += "</pre>\n";
  return html;
}

}  // namespace

std::string render(std::string_view markdown) {
  if (markdown.size() > std::numeric_limits<MD_SIZE>::max() || is_too_costly(markdown)) {
    return as_plain_text(markdown);
  }
  static const auto parser = make_parser();
  // md4c 0.4.8 looks a byte past the end of some texts, such as `[x](y`: let it be a byte of ours.
  std::string padded;
  padded.reserve(markdown.size() + kPadding);
  padded.append(markdown).append(kPadding, '\0');
  HtmlWriter html{kMaxGrowth * markdown.size() + kRoomForShortTexts};
  if (md_parse(padded.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &html) != 0) {
    return as_plain_text(markdown);
  }
  return std::move(html).take();
}

}  // namespace conduit::markdown
