#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What can go wrong, in words that neither HTTP nor a database owns. Stores, use cases and handlers all answer with
// an Error; platform/http/error_response.cpp is the only place that turns one into a status code and a body.

namespace conduit {

enum class ErrorCode : std::uint8_t {
  malformed,        ///< the bytes are not what they claim to be (400)
  invalid,          ///< well-formed, but a value breaks a rule (422)
  unauthenticated,  ///< no credentials, or none that count (401)
  forbidden,        ///< known, but not allowed (403)
  not_found,        ///< there is no such thing (404)
  conflict,         ///< somebody else has it already (409)
  too_large,        ///< more bytes than we take (413)
  too_many,         ///< more requests than we take (429)
  unavailable,      ///< cannot be served now, may be tried again (503)
  timeout,          ///< the request's deadline passed (503)
  internal,         ///< our fault (500)
};

/// One complaint about one field, as the contract shows it: `{"errors": {field: [message]}}`.
struct FieldError {
  std::string field;
  std::string message;

  bool operator==(const FieldError&) const = default;
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::vector<FieldError> fields;
  /// For the log only; it may name files, queries or hosts and never reaches a client.
  std::string detail;
  std::optional<std::chrono::seconds> retry_after;
  std::source_location where = std::source_location::current();
};

[[nodiscard]] inline Error field_error(ErrorCode code, std::string field, std::string message,
                                       std::source_location where = std::source_location::current()) {
  return Error{.code = code,
               .fields = {{std::move(field), std::move(message)}},
               .detail = {},
               .retry_after = {},
               .where = where};
}

[[nodiscard]] inline Error invalid(std::string field, std::string message,
                                   std::source_location where = std::source_location::current()) {
  return field_error(ErrorCode::invalid, std::move(field), std::move(message), where);
}

[[nodiscard]] inline Error not_found(std::string resource,
                                     std::source_location where = std::source_location::current()) {
  return field_error(ErrorCode::not_found, std::move(resource), "not found", where);
}

[[nodiscard]] inline Error forbidden(std::string resource,
                                     std::source_location where = std::source_location::current()) {
  return field_error(ErrorCode::forbidden, std::move(resource), "forbidden", where);
}

/// A unique value of `field` is taken. Stores answer with it; the field name is the contract's, not a column's.
[[nodiscard]] inline Error conflict(std::string field, std::source_location where = std::source_location::current()) {
  return field_error(ErrorCode::conflict, std::move(field), "has already been taken", where);
}

/// A dependency or a bounded queue cannot take the work now; the client may try again after `retry_after`.
[[nodiscard]] inline Error unavailable(std::string detail, std::chrono::seconds retry_after = std::chrono::seconds{1},
                                       std::source_location where = std::source_location::current()) {
  return Error{.code = ErrorCode::unavailable,
               .fields = {},
               .detail = std::move(detail),
               .retry_after = retry_after,
               .where = where};
}

[[nodiscard]] inline Error internal_error(std::string detail,
                                          std::source_location where = std::source_location::current()) {
  return Error{
      .code = ErrorCode::internal, .fields = {}, .detail = std::move(detail), .retry_after = {}, .where = where};
}

/// Whether `error` is of this kind and complains about this field, perhaps among others.
[[nodiscard]] inline bool complains(const Error& error, ErrorCode code, std::string_view field) {
  return error.code == code && std::ranges::find(error.fields, field, &FieldError::field) != error.fields.end();
}

}  // namespace conduit
