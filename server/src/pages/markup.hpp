#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// HTML and XML are written through here, so that a value which somebody typed cannot become markup.

namespace conduit::pages {

/// Markup that stands in this program's source. Only a constant of the compiler converts to it: what a user wrote
/// cannot pass for one.
class Literal {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor,*-explicit-*): writing a literal is saying so.
  consteval Literal(const char* text) : text_(text) {}

  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// Appends `text` so that it is text in HTML and in XML, between tags and in a quoted attribute value alike. Characters
/// that XML has no way to write are left out: C0 and C1 controls and the two non-characters.
void append_escaped(std::string& out, std::string_view text);

/// Appends JSON that is to stand in a <script> element, where `<` could end it or start a comment; also U+2028 and
/// U+2029, which older readers of JSON as JavaScript take for line breaks. The JSON means the same as before.
void append_script_json(std::string& out, std::string_view json);

/// Writes into one string:
///     Markup{out}.raw("<a").attribute("href", link).raw(">").text(name).raw("</a>");
class Markup {
 public:
  explicit Markup(std::string& out) : out_(out) {}

  Markup& raw(Literal markup) {
    out_ += markup.text();
    return *this;
  }

  /// Escaped.
  Markup& text(std::string_view value) {
    append_escaped(out_, value);
    return *this;
  }
  Markup& number(std::int64_t value) {
    out_ += std::to_string(value);
    return *this;
  }

  /// ` name="value"` with the value escaped.
  Markup& attribute(Literal name, std::string_view value) {
    return raw(" ").raw(name).raw("=\"").text(value).raw("\"");
  }

  /// HTML that markdown::Renderer has made safe.
  Markup& rendered(std::string_view html) {
    out_ += html;
    return *this;
  }

  /// A script element that holds data: browsers neither run it nor hold it against the content security policy.
  /// `attributes` has its type, which is none of JavaScript's.
  Markup& data_script(Literal attributes, std::string_view json);

 private:
  std::string& out_;
};

}  // namespace conduit::pages
