#include "pages/markup.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

/// What stands in place of the front of `text`, and how much of it that replaces; {} for a byte that stays.
struct Replacement {
  std::string_view text;
  std::size_t size = 0;
};

constexpr std::string_view kNothing;

Replacement for_markup(std::string_view text) {
  switch (text[0]) {
    case '&':
      return {"&amp;", 1};
    case '<':
      return {"&lt;", 1};
    case '>':
      return {"&gt;", 1};
    case '"':
      return {"&quot;", 1};
    case '\'':
      return {"&#39;", 1};
    case '\xc2':  // C1 controls
      return text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xa0 ? Replacement{kNothing, 2} : Replacement{};
    case '\xef':
      return text.starts_with("\xef\xbf\xbe") || text.starts_with("\xef\xbf\xbf") ? Replacement{kNothing, 3}
                                                                                  : Replacement{};
    default:
      return {kNothing, 1};  // C0 controls and delete
  }
}

Replacement for_script(std::string_view text) {
  if (text[0] == '<') {
    return {"\\u003c", 1};
  }
  if (text.starts_with("\xe2\x80\xa8")) {
    return {"\\u2028", 3};
  }
  if (text.starts_with("\xe2\x80\xa9")) {
    return {"\\u2029", 3};
  }
  return {};
}

/// A table of the bytes that may begin something to replace: all others are copied in runs.
using Suspects = std::array<bool, 256>;

constexpr Suspects suspects(std::string_view bytes) {
  Suspects table{};
  for (const char c : bytes) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}

constexpr Suspects kMarkupSuspects = [] {
  auto table = suspects("&<>\"'\x7f\xc2\xef");
  for (std::size_t byte = 0; byte < 0x20; ++byte) {
    table[byte] = byte != '\t' && byte != '\n' && byte != '\r';
  }
  return table;
}();
constexpr Suspects kScriptSuspects = suspects("<\xe2");

void append_replaced(std::string& out, std::string_view text, const Suspects& table,
                     Replacement (*replace)(std::string_view)) {
  const auto is_suspect = [&table](char c) { return table[static_cast<unsigned char>(c)]; };
  while (!text.empty()) {
    const auto* const suspect = std::ranges::find_if(text, is_suspect);
    const auto plain = static_cast<std::size_t>(suspect - text.begin());
    out.append(text, 0, plain);
    text.remove_prefix(plain);
    if (text.empty()) {
      return;
    }
    const auto replacement = replace(text);
    if (replacement.size == 0) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += replacement.text;
      text.remove_prefix(replacement.size);
    }
  }
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  append_replaced(out, text, kMarkupSuspects, for_markup);
}

void append_script_json(std::string& out, std::string_view json) {
  append_replaced(out, json, kScriptSuspects, for_script);
}

Markup& Markup::data_script(Literal attributes, std::string_view json) {
  raw("<script ").raw(attributes).raw(">");
  append_script_json(out_, json);
  return raw("</script>");
}

}  // namespace conduit::pages
