#include "platform/markdown/address.hpp"
#include "platform/markdown/attribute.hpp"
#include "platform/markdown/autolink.hpp"
#include "platform/markdown/html_writer.hpp"

#include <fmt/format.h>

// HtmlWriter's text, in and between tags.

namespace conduit::markdown {

int HtmlWriter::text(MD_TEXTTYPE type, std::string_view content) {
  switch (type) {
    case MD_TEXT_NULLCHAR:
      html_ += kReplacementCharacter;
      break;
    case MD_TEXT_BR:
      html_ += is_open(MD_SPAN_IMG) ? " " : "<br>\n";
      break;
    case MD_TEXT_SOFTBR:
      html_ += is_open(MD_SPAN_IMG) ? " " : "\n";
      break;
    case MD_TEXT_ENTITY:
      html_ += content;  // `&`, letters and digits, `;`: HTML reads it as Markdown means it
      break;
    case MD_TEXT_NORMAL:
      running_text(content);
      break;
    case MD_TEXT_CODE:
      code_text(content);
      break;
    default:
      append_escaped(html_, content);
  }
  return status();
}

void HtmlWriter::running_text(std::string_view content) {
  while (!is_open(MD_SPAN_IMG) && !is_open(MD_SPAN_A)) {
    const auto link = find_autolink(content);
    if (!link) {
      break;
    }
    const auto address = content.substr(link->begin, link->size);
    append_escaped(html_, content.substr(0, link->begin));
    enter_link(address.starts_with("www.") ? fmt::format("http://{}", address) : std::string{address}, nullptr);
    append_escaped(html_, address);
    leave_link();
    content.remove_prefix(link->begin + link->size);
  }
  append_escaped(html_, content);
}

void HtmlWriter::code_text(std::string_view content) {
  // In a cell a pipe is escaped even within code (GFM, example 200); md4c leaves the backslash there.
  for (auto pipe = content.find("\\|"); in_cell_ && pipe != std::string_view::npos; pipe = content.find("\\|")) {
    append_escaped(html_, content.substr(0, pipe));
    html_ += '|';
    content.remove_prefix(pipe + 2);
  }
  append_escaped(html_, content);
}

void HtmlWriter::title(const MD_ATTRIBUTE& title) {
  if (title.size > 0) {
    html_ += " title=\"";
    attribute(title);
    html_ += '"';
  }
}

void HtmlWriter::attribute(const MD_ATTRIBUTE& value) {
  for_each_piece(value, [this](MD_TEXTTYPE type, std::string_view piece) {
    if (type == MD_TEXT_ENTITY) {
      html_ += piece;
    } else {
      append_escaped(html_, type == MD_TEXT_NULLCHAR ? kReplacementCharacter : piece);
    }
  });
}

}  // namespace conduit::markdown
