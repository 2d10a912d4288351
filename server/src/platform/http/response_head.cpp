#include "platform/http/response_head.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <ctime>
#include <limits>
#include <string>
#include <string_view>

namespace conduit::http {
namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, std::numeric_limits<std::size_t>::digits10 + 1> digits{};
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), number);
  out.append(digits.begin(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  // A value with a line break would let its author write fields, or answers, of their own.
  if (value.find_first_of("\r\n") != std::string_view::npos) {
    return;
  }
  out.append(name).append(": ").append(value).append("\r\n");
}

std::string_view cache_control(Caching caching) {
  switch (caching) {
    case Caching::shared:
      // Browsers ask each time (with the ETag); a shared cache may answer for two seconds without asking.
      return "public, max-age=0, s-maxage=2, must-revalidate";
    case Caching::revalidate:
      return "no-cache";
    case Caching::immutable:
      return "public, max-age=31536000, immutable";
    case Caching::none:
      break;
  }
  return "private, no-store";
}

std::string_view vary(Caching caching) {
  switch (caching) {
    case Caching::shared:
      return "Accept-Encoding, Authorization";
    case Caching::revalidate:
    case Caching::immutable:
      return "Accept-Encoding";
    case Caching::none:
      break;
  }
  return {};
}

bool status_forbids_content(unsigned status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

bool has_body(const Response& response, Method method) {
  return method != Method::head && !status_forbids_content(response.status);
}

void append_head(std::string& out, const Response& response, const HeadOptions& options) {
  out.append("HTTP/1.1 ");
  append_number(out, response.status);
  out.append(" ").append(boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status)));
  out.append("\r\n");
  append_field(out, "Date", options.date);
  if (!status_forbids_content(response.status)) {
    append_field(out, "Content-Type", response.content_type);
    out.append("Content-Length: ");
    append_number(out, response.bytes().size());
    out.append("\r\n");
  }
  if (!response.content_encoding.empty()) {
    append_field(out, "Content-Encoding", response.content_encoding);
  }
  if (!response.etag.empty()) {
    append_field(out, "ETag", response.etag);
  }
  append_field(out, "Cache-Control", cache_control(response.caching));
  if (const auto fields = vary(response.caching); !fields.empty()) {
    append_field(out, "Vary", fields);
  }
  append_field(out, "X-Content-Type-Options", "nosniff");
  append_field(out, "X-Request-Id", options.request_id);
  for (const auto& [name, value] : response.headers) {
    append_field(out, name, value);
  }
  if (options.persistence == Persistence::close) {
    append_field(out, "Connection", "close");
  }
  out.append("\r\n");
}

std::string http_date_now() { return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time(nullptr))); }

}  // namespace conduit::http
