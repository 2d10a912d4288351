#include "platform/markdown/address.hpp"
#include "platform/markdown/attribute.hpp"
#include "platform/markdown/html_writer.hpp"

// HtmlWriter's spans: emphasis, links, images.

namespace conduit::markdown {
namespace {

struct Tags {
  std::string_view open;
  std::string_view close;
};

/// Links and images have none here.
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

int HtmlWriter::enter_span(MD_SPANTYPE type, const void* detail) {
  if (type == MD_SPAN_IMG) {
    enter_image(as<MD_SPAN_IMG_DETAIL>(detail));
  } else if (type == MD_SPAN_A) {
    const auto& link = as<MD_SPAN_A_DETAIL>(detail);
    enter_link(decoded(link.href), &link.title);
  } else if (!is_open(MD_SPAN_IMG)) {
    html_ += tags_of(type).open;
  }
  open_spans_.push_back(type);
  ++open_count_.at(type);
  return status();
}

int HtmlWriter::leave_span(MD_SPANTYPE type, const void* detail) {
  if (!is_open(type)) {
    return status();
  }
  while (open_spans_.back() != type) {
    close_span(nullptr);
  }
  close_span(detail);
  return status();
}

void HtmlWriter::close_span(const void* detail) {
  const auto type = open_spans_.back();
  open_spans_.pop_back();
  --open_count_.at(type);
  if (type == MD_SPAN_IMG) {
    leave_image(detail == nullptr ? nullptr : &as<MD_SPAN_IMG_DETAIL>(detail).title);
  } else if (is_open(MD_SPAN_IMG)) {
    return;
  } else if (type == MD_SPAN_A) {
    leave_link();
  } else {
    html_ += tags_of(type).close;
  }
}

void HtmlWriter::enter_link(std::string_view address, const MD_ATTRIBUTE* link_title) {
  if (is_open(MD_SPAN_IMG) || is_open(MD_SPAN_A)) {
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
  if (!is_open(MD_SPAN_A)) {
    html_ += "</a>";
  }
}

void HtmlWriter::enter_image(const MD_SPAN_IMG_DETAIL& image) {
  if (is_open(MD_SPAN_IMG)) {
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

void HtmlWriter::leave_image(const MD_ATTRIBUTE* image_title) {
  if (is_open(MD_SPAN_IMG) || !image_is_shown_) {
    return;
  }
  html_ += '"';
  if (image_title != nullptr) {
    title(*image_title);
  }
  html_ += R"( loading="lazy">)";
}

}  // namespace conduit::markdown
