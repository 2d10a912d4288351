#include "preview/preview_json.hpp"

#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/json/reader.hpp"
#include "platform/json/writer.hpp"
#include "text/unicode.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace conduit::preview {

Result<std::string> parse_preview(std::string_view body) {
  TRY(const auto parsed, json::parse(body));
  const auto* const members = parsed.if_object();
  const json::Field markdown{"markdown", members == nullptr ? nullptr : members->if_contains("markdown")};
  TRY(auto text, markdown.required_string());
  if (text.size() > kMaxMarkdownBytes) {
    return std::unexpected(
        invalid("markdown", "is too long (maximum is " + std::to_string(kMaxMarkdownBytes) + " bytes)"));
  }
  if (text::has_control_characters(text, text::Lines::many)) {
    return std::unexpected(invalid("markdown", "contains control characters"));
  }
  return text;
}

std::string preview_json(std::string_view html) {
  std::string out;
  json::Writer{out}.begin_object().member("html", html).end_object();
  return out;
}

}  // namespace conduit::preview
