#include "text/validation.hpp"

#include "text/unicode.hpp"

#include <fmt/format.h>

#include <utility>

namespace conduit::text {
namespace {

/// `core` is the part of `text` that is to be stored.
Result<std::string> valid_core(std::string_view field, std::string_view text, std::string_view core, Lines lines,
                               Limit limit) {
  if (is_blank(core)) {
    return std::unexpected(blank(field));
  }
  // Line breaks at the ends are trimmed in silence; other control characters are a mistake worth hearing of.
  if (has_control_characters(core, lines) || has_control_characters(text, Lines::many)) {
    return std::unexpected(invalid(std::string{field}, "contains control characters"));
  }
  auto form = normalized(core);
  TRY(within(field, form, limit));
  return form;
}

std::string_view without_blank_edges(std::string_view text) {
  const auto core = trimmed(text);
  auto begin = static_cast<std::size_t>(core.data() - text.data());
  const auto end = begin + core.size();
  while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) {
    --begin;
  }
  return text.substr(begin, end - begin);
}

}  // namespace

Error blank(std::string_view field) { return invalid(std::string{field}, "can't be blank"); }

Result<> within(std::string_view field, std::string_view text, Limit limit) {
  const auto in_bytes = limit.unit == Unit::bytes;
  if ((in_bytes ? text.size() : length(text)) <= limit.most) {
    return {};
  }
  return std::unexpected(invalid(std::string{field}, fmt::format("is too long (maximum is {} {})", limit.most,
                                                                 in_bytes ? "bytes" : "characters")));
}

Result<std::string> valid_line(std::string_view field, std::string_view text, Limit limit) {
  return valid_core(field, text, trimmed(text), Lines::single, limit);
}

Result<std::string> valid_lines(std::string_view field, std::string_view text, Limit limit) {
  return valid_core(field, text, trimmed(text), Lines::many, limit);
}

Result<std::string> valid_markdown(std::string_view field, std::string_view text, Limit limit) {
  return valid_core(field, text, without_blank_edges(text), Lines::many, limit);
}

}  // namespace conduit::text
