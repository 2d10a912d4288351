#pragma once

#include "base/result.hpp"
#include "base/viewer.hpp"

#include <boost/container/small_vector.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

[[nodiscard]] std::string_view to_string(Method method) noexcept;

/// The header fields that the server acts on; empty when absent. Views into the session's read buffer.
struct Headers {
  std::string_view accept_encoding;
  std::string_view authorization;
  std::string_view content_type;
  std::string_view forwarded_for;  // X-Forwarded-For, only looked at behind configured proxies
  std::string_view host;
  std::string_view if_none_match;
  std::string_view origin;
  std::string_view request_headers;  // Access-Control-Request-Headers
  std::string_view request_id;       // X-Request-Id
  std::string_view request_method;   // Access-Control-Request-Method
  std::string_view traceparent;
  std::string_view tracestate;
  std::string_view user_agent;
};

/// Decoded `name=value` pairs in the order they came; a name may repeat.
using QueryParameters = boost::container::small_vector<std::pair<std::string, std::string>, 4>;

/// The values of a route's `{parameters}`, decoded, in the pattern's order.
using PathParameters = boost::container::small_vector<std::string, 2>;

/// A request that has been read whole. What its views point at lives until the response is written.
struct Request {
  Method method = Method::get;
  /// As sent: still encoded, path and query.
  std::string_view target;
  /// The target up to the question mark.
  std::string_view raw_path;
  Headers headers;
  std::string_view body;

  QueryParameters query;
  PathParameters path;
  /// Set by the gate: never empty in a handler whose route says Auth::required.
  std::optional<Viewer> viewer;

  std::string request_id;
  std::string client_address;
  std::chrono::steady_clock::time_point received;

  /// The viewer of a route that requires one.
  [[nodiscard]] const Viewer& signed_in() const { return viewer.value(); }
  /// The first value of a query parameter.
  [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
  /// How often a query parameter was given.
  [[nodiscard]] std::size_t query_count(std::string_view name) const;
};

}  // namespace conduit::http
