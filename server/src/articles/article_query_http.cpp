#include "articles/article_query_http.hpp"

#include "articles/article.hpp"
#include "articles/articles.hpp"
#include "base/error.hpp"
#include "base/field_checks.hpp"
#include "base/result.hpp"
#include "platform/http/request.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace conduit::articles {
namespace {

Result<std::optional<std::string_view>> single(const http::Request& request, std::string_view name) {
  if (request.query_count(name) > 1) {
    return std::unexpected(invalid(std::string{name}, "must be given once"));
  }
  return request.query_value(name);
}

/// Digits and nothing else; what is too large to count is the largest number.
std::optional<std::int64_t> natural_number(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !std::ranges::all_of(text, is_digit)) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc::result_out_of_range ? std::numeric_limits<std::int64_t>::max() : number;
}

Result<std::int64_t> parse_limit(const http::Request& request) {
  TRY(const auto text, single(request, "limit"));
  if (!text) {
    return kDefaultPageSize;
  }
  const auto limit = natural_number(*text);
  if (!limit || *limit == 0) {
    return std::unexpected(invalid("limit", "must be a positive number"));
  }
  return std::min(*limit, kMaxPageSize);
}

Result<std::int64_t> parse_offset(const http::Request& request) {
  TRY(const auto text, single(request, "offset"));
  if (!text) {
    return 0;
  }
  const auto offset = natural_number(*text);
  if (!offset || *offset > kMaxOffset) {
    return std::unexpected(invalid("offset", "must be a number from 0 to " + std::to_string(kMaxOffset)));
  }
  return *offset;
}

Result<std::optional<Cursor>> parse_after(const http::Request& request) {
  TRY(const auto token, single(request, "cursor"));
  if (!token) {
    return std::nullopt;
  }
  if (request.query_count("offset") > 0) {
    return std::unexpected(invalid("cursor", "can't be combined with offset"));
  }
  TRY(const auto cursor, parse_cursor(*token));
  return cursor;
}

/// In the normal form of what is stored.
Result<std::optional<std::string>> parse_text(const http::Request& request, std::string_view name) {
  TRY(const auto text, single(request, name));
  return text ? std::optional{text::normalized(*text)} : std::nullopt;
}

}  // namespace

Result<Window> parse_window(const http::Request& request) {
  FieldChecks checks;
  Window window{.limit = checks.take(parse_limit(request)),
                .offset = checks.take(parse_offset(request)),
                .after = checks.take(parse_after(request))};
  TRY(checks.result());
  return window;
}

Result<ListRequest> parse_list_request(const http::Request& request) {
  FieldChecks checks;
  ListRequest list{.tag = checks.take(parse_text(request, "tag")),
                   .author = checks.take(parse_text(request, "author")),
                   .favorited_by = checks.take(parse_text(request, "favorited")),
                   .text = checks.take(parse_text(request, "q")),
                   .window = checks.take(parse_window(request))};
  TRY(checks.result());
  if (list.text && text::is_blank(*list.text)) {
    list.text.reset();
  }
  return list;
}

}  // namespace conduit::articles
