#include "platform/markdown/html_writer.hpp"

#include "platform/markdown/address.hpp"
#include "platform/markdown/autolink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace conduit::markdown {
namespace {

constexpr std::string_view kReplacementCharacter = "\uFFFD";

template <class Detail>
const Detail& as(const void* detail) {
  return *static_cast<const Detail*>(detail);
}

/// One level down: the page's only <h1> is the article's title.
unsigned heading_level(const MD_BLOCK_H_DETAIL& heading) { return std::min(heading.level + 1, 6U); }

struct Tags {
  std::string_view open;
  std::string_view close;
};

/// Of blocks; what opens by its details has no tag here.
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

Tags tags_of(MD_SPANTYPE type) {
  switch (type) {
    case MD_SPAN_EM:
      return {"<em>", "</em>"};
    case MD_SPAN_STRONG:
      return {"<strong>", "</strong>"};
    case MD_SPAN_CODE:
      return {"<code>", "</code>"};
    case MD_SPAN_DEL:
      return {"<del>", "</del>"};
    default:
      return {};
  }
}

/// Calls `visit(type, text)` for the pieces of an attribute.
template <class Visit>
void for_each_piece(const MD_ATTRIBUTE& attribute, Visit visit) {
  for (std::size_t i = 0; attribute.size > 0 && attribute.substr_offsets[i] < attribute.size; ++i) {
    const auto begin = attribute.substr_offsets[i];
    visit(attribute.substr_types[i], std::string_view{attribute.text + begin, attribute.substr_offsets[i + 1] - begin});
  }
}

std::string decoded(const MD_ATTRIBUTE& address) {
  std::string text;
  for_each_piece(address, [&text](MD_TEXTTYPE type, std::string_view piece) {
    if (type == MD_TEXT_ENTITY) {
      text += decoded_entity(piece);
    } else {
      text += type == MD_TEXT_NULLCHAR ? kReplacementCharacter : piece;
    }
  });
  return text;
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
      fmt::format_to(std::back_inserter(html_), "<h{}>", heading_level(as<MD_BLOCK_H_DETAIL>(detail)));
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
  if (type == MD_BLOCK_H) {
    fmt::format_to(std::back_inserter(html_), "</h{}>\n", heading_level(as<MD_BLOCK_H_DETAIL>(detail)));
  } else {
    html_ += tags_of(type).close;
    in_cell_ = false;
  }
  return status();
}

int HtmlWriter::enter_span(MD_SPANTYPE type, const void* detail) {
  if (type == MD_SPAN_IMG) {
    enter_image(as<MD_SPAN_IMG_DETAIL>(detail));
  } else if (image_depth_ > 0) {
    return status();
  } else if (type == MD_SPAN_A) {
    const auto& link = as<MD_SPAN_A_DETAIL>(detail);
    enter_link(decoded(link.href), &link.title);
  } else {
    html_ += tags_of(type).open;
  }
  return status();
}

int HtmlWriter::leave_span(MD_SPANTYPE type, const void* detail) {
  if (type == MD_SPAN_IMG) {
    leave_image(as<MD_SPAN_IMG_DETAIL>(detail));
  } else if (image_depth_ > 0) {
    return status();
  } else if (type == MD_SPAN_A) {
    leave_link();
  } else {
    html_ += tags_of(type).close;
  }
  return status();
}

int HtmlWriter::text(MD_TEXTTYPE type, std::string_view content) {
  switch (type) {
    case MD_TEXT_NULLCHAR:
      html_ += kReplacementCharacter;
      break;
    case MD_TEXT_BR:
      html_ += image_depth_ > 0 ? " " : "<br>\n";
      break;
    case MD_TEXT_SOFTBR:
      html_ += image_depth_ > 0 ? " " : "\n";
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

void HtmlWriter::enter_link(std::string_view address, const MD_ATTRIBUTE* link_title) {
  if (link_depth_++ > 0) {
    return;
  }
  html_ += "<a";
  if (is_safe_address(address, AddressUse::link)) {
    html_ += " href=\"";
    append_address(html_, address);
    html_ += '"';
    if (is_external_address(address)) {
      html_ += R"( rel="nofollow ugc noopener")";
    }
  }
  if (link_title != nullptr) {
    title(*link_title);
  }
  html_ += '>';
}

void HtmlWriter::leave_link() {
  if (--link_depth_ == 0) {
    html_ += "</a>";
  }
}

void HtmlWriter::enter_image(const MD_SPAN_IMG_DETAIL& image) {
  if (image_depth_++ > 0) {
    return;
  }
  const auto address = decoded(image.src);
  // Without an address that may be loaded, what is left of an image is the text that stands for it.
  image_is_shown_ = is_safe_address(address, AddressUse::image);
  if (image_is_shown_) {
    html_ += "<img src=\"";
    append_address(html_, address);
    html_ += "\" alt=\"";
  }
}

void HtmlWriter::leave_image(const MD_SPAN_IMG_DETAIL& image) {
  if (--image_depth_ == 0 && image_is_shown_) {
    html_ += '"';
    title(image.title);
    html_ += R"( loading="lazy">)";
  }
}

void HtmlWriter::running_text(std::string_view content) {
  while (image_depth_ == 0 && link_depth_ == 0) {
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
