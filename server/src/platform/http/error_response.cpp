#include "platform/http/error_response.hpp"

#include "platform/json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::http {
namespace {

/// What a client reads when the error names no field.
FieldError default_complaint(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed:
      return {"body", "is not valid"};
    case ErrorCode::invalid:
      return {"body", "is invalid"};
    case ErrorCode::unauthenticated:
      return {"token", "is invalid"};
    case ErrorCode::forbidden:
      return {"resource", "forbidden"};
    case ErrorCode::not_found:
      return {"resource", "not found"};
    case ErrorCode::conflict:
      return {"resource", "has already been taken"};
    case ErrorCode::too_large:
      return {"body", "is too large"};
    case ErrorCode::too_many:
      return {"requests", "are too many, try again later"};
    case ErrorCode::unavailable:
    case ErrorCode::timeout:
      return {"server", "is busy, try again later"};
    case ErrorCode::internal:
      break;
  }
  return {"server", "failed to answer this request"};
}

/// Our own faults are told in general words only, whatever the error carries.
bool hides_fields(ErrorCode code) {
  return code == ErrorCode::internal || code == ErrorCode::unavailable || code == ErrorCode::timeout;
}

std::string errors_body(const std::vector<FieldError>& fields) {
  std::string body;
  json::Writer writer{body};
  writer.begin_object().key("errors").begin_object();
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    const bool seen = std::ranges::find(fields.begin(), field, field->field, &FieldError::field) != field;
    if (seen) {
      continue;
    }
    writer.key(field->field).begin_array();
    for (auto same = field; same != fields.end(); ++same) {
      if (same->field == field->field) {
        writer.value(same->message);
      }
    }
    writer.end_array();
  }
  writer.end_object().end_object();
  return body;
}

}  // namespace

unsigned status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::malformed:
      return 400;
    case ErrorCode::invalid:
      return 422;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::too_many:
      return 429;
    case ErrorCode::unavailable:
    case ErrorCode::timeout:
      return 503;
    case ErrorCode::internal:
      break;
  }
  return 500;
}

Response error_response(const Error& error) {
  const bool general = error.fields.empty() || hides_fields(error.code);
  auto response =
      json(status_of(error.code), errors_body(general ? std::vector{default_complaint(error.code)} : error.fields));
  if (error.code == ErrorCode::unauthenticated) {
    response.headers.emplace_back("WWW-Authenticate", "Token realm=\"conduit\"");
  }
  if (error.retry_after) {
    response.headers.emplace_back("Retry-After", fmt::to_string(error.retry_after->count()));
  } else if (error.code == ErrorCode::timeout) {
    response.headers.emplace_back("Retry-After", "1");
  }
  return response;
}

Result<Response> shared_absence(const Error& error, Topics topics) {
  if (error.code != ErrorCode::not_found) {
    return std::unexpected(error);
  }
  return shared(error_response(error), std::move(topics));
}

}  // namespace conduit::http
