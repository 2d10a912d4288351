#include "platform/markdown/attribute.hpp"
#include "platform/markdown/html_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

// HtmlWriter's blocks.

namespace conduit::markdown {
namespace {

struct Tags {
  std::string_view open;
  std::string_view close;
};

/// What opens by its details has no opening tag here.
Tags tags_of(MD_BLOCKTYPE type) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      return {"<blockquote>\n", "</blockquote>\n"};
    case MD_BLOCK_UL:
      return {"<ul>\n", "</ul>\n"};
    case MD_BLOCK_OL:
      return {{}, "</ol>\n"};
    case MD_BLOCK_LI:
      return {{}, "</li>\n"};
    case MD_BLOCK_HR:
      return {"<hr>\n", {}};
    case MD_BLOCK_CODE:
      return {{}, "</code></pre>\n"};
    case MD_BLOCK_P:
      return {"<p>", "</p>\n"};
    case MD_BLOCK_TABLE:
      return {"<table>\n", "</table>\n"};
    case MD_BLOCK_THEAD:
      return {"<thead>\n", "</thead>\n"};
    case MD_BLOCK_TBODY:
      return {"<tbody>\n", "</tbody>\n"};
    case MD_BLOCK_TR:
      return {"<tr>\n", "</tr>\n"};
    case MD_BLOCK_TH:
      return {{}, "</th>\n"};
    case MD_BLOCK_TD:
      return {{}, "</td>\n"};
    default:  // the document; headings; raw HTML, which never comes: to us it is text
      return {};
  }
}

}  // namespace

int HtmlWriter::enter_block(MD_BLOCKTYPE type, const void* detail) {
  switch (type) {
    case MD_BLOCK_OL:
      enter_ordered_list(as<MD_BLOCK_OL_DETAIL>(detail));
      break;
    case MD_BLOCK_LI:
      enter_list_item(as<MD_BLOCK_LI_DETAIL>(detail));
      break;
    case MD_BLOCK_H:
      heading_tag("<h", as<MD_BLOCK_H_DETAIL>(detail).level);
      html_ += '>';
      break;
    case MD_BLOCK_CODE:
      enter_code_block(as<MD_BLOCK_CODE_DETAIL>(detail));
      break;
    case MD_BLOCK_TH:
      enter_cell("<th", as<MD_BLOCK_TD_DETAIL>(detail));
      break;
    case MD_BLOCK_TD:
      enter_cell("<td", as<MD_BLOCK_TD_DETAIL>(detail));
      break;
    default:
      html_ += tags_of(type).open;
  }
  return status();
}

int HtmlWriter::leave_block(MD_BLOCKTYPE type, const void* detail) {
  while (!open_spans_.empty()) {
    close_span(nullptr);
  }
  if (type == MD_BLOCK_H) {
    heading_tag("</h", as<MD_BLOCK_H_DETAIL>(detail).level);
    html_ += ">\n";
  } else {
    html_ += tags_of(type).close;
    in_cell_ = false;
  }
  return status();
}

void HtmlWriter::heading_tag(std::string_view begin, unsigned level) {
  html_ += begin;
  headings_.push_back({.digit_at = html_.size(), .level = level});
  html_ += '0';
}

std::string HtmlWriter::take() && {
  // The page's only <h1> is the article's title, and below it no level may be left out (WCAG technique G141): the
  // highest that the author uses, be it # or ##, becomes <h2>.
  constexpr unsigned kHighest = 2;
  constexpr unsigned kLowest = 6;
  const auto top = std::ranges::min_element(headings_, {}, &Heading::level);
  for (const auto& heading : headings_) {
    html_[heading.digit_at] = static_cast<char>('0' + std::min(heading.level - top->level + kHighest, kLowest));
  }
  return std::move(html_);
}

void HtmlWriter::enter_ordered_list(const MD_BLOCK_OL_DETAIL& list) {
  html_ += "<ol";
  if (list.start != 1) {
    fmt::format_to(std::back_inserter(html_), " start=\"{}\"", list.start);
  }
  html_ += ">\n";
}

void HtmlWriter::enter_list_item(const MD_BLOCK_LI_DETAIL& item) {
  if (item.is_task == 0) {
    html_ += "<li>";
    return;
  }
  html_ += R"(<li class="task"><input type="checkbox" disabled)";
  html_ += item.task_mark == ' ' ? "> " : " checked> ";
}

void HtmlWriter::enter_code_block(const MD_BLOCK_CODE_DETAIL& code) {
  html_ += "<pre><code";
  if (code.lang.size > 0) {
    html_ += " class=\"language-";
    attribute(code.lang);
    html_ += '"';
  }
  html_ += '>';
}

void HtmlWriter::enter_cell(std::string_view tag, const MD_BLOCK_TD_DETAIL& cell) {
  in_cell_ = true;
  html_ += tag;
  // The old attribute, since the page's Content-Security-Policy allows no style in HTML.
  switch (cell.align) {
    case MD_ALIGN_LEFT:
      html_ += R"( align="left">)";
      break;
    case MD_ALIGN_CENTER:
      html_ += R"( align="center">)";
      break;
    case MD_ALIGN_RIGHT:
      html_ += R"( align="right">)";
      break;
    default:
      html_ += '>';
  }
}

}  // namespace conduit::markdown
