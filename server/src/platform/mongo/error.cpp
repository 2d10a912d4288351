#include "platform/mongo/error.hpp"

#include <fmt/format.h>
#include <mongoc/mongoc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace conduit::mongo {
namespace {

constexpr std::array<std::int64_t, 3> kDuplicateKey{11000, 11001, 12582};

// The servers' codes for “not now” (src/mongo/base/error_codes.yml): elections, shutdowns, time limits, lost hosts.
constexpr std::array<std::uint32_t, 17> kPassing{6,   7,   24,  50,   64,    89,    91,    112,  175,
                                                 189, 262, 365, 9001, 10107, 11600, 11602, 13435};

bool holds(const auto& codes, std::int64_t code) { return std::ranges::find(codes, code) != codes.end(); }

bool is_from_server(const bson_error_t& error) {
  return error.domain == MONGOC_ERROR_SERVER || error.domain == MONGOC_ERROR_QUERY ||
         error.domain == MONGOC_ERROR_COMMAND || error.domain == MONGOC_ERROR_WRITE_CONCERN ||
         error.domain == MONGOC_ERROR_COLLECTION;
}

bool is_from_network(const bson_error_t& error) {
  return error.domain == MONGOC_ERROR_STREAM || error.domain == MONGOC_ERROR_SERVER_SELECTION ||
         error.domain == MONGOC_ERROR_CLIENT || error.domain == MONGOC_ERROR_PROTOCOL;
}

/// Without the values of a duplicate key, which may be somebody's e-mail address.
std::string_view message_of(const bson_error_t& error) {
  const std::string_view message{error.message};
  return message.substr(0, message.find("dup key:"));
}

bool is_wrong_credentials(const bson_error_t& error) {
  constexpr std::uint32_t kAuthenticationFailed = 18;
  constexpr std::uint32_t kUnauthorized = 13;
  return (error.domain == MONGOC_ERROR_CLIENT && error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE) ||
         (is_from_server(error) && (error.code == kAuthenticationFailed || error.code == kUnauthorized));
}

}  // namespace

Error to_error(const bson_error_t& error) {
  auto detail = fmt::format("MongoDB: {} (domain {}, code {})", message_of(error), error.domain, error.code);
  if (is_from_server(error) && is_duplicate_key(error.code)) {
    return Error{.code = ErrorCode::conflict, .fields = {}, .detail = std::move(detail), .retry_after = {}};
  }
  if (is_wrong_credentials(error)) {
    return internal_error(std::move(detail));
  }
  if (is_from_network(error) || (is_from_server(error) && holds(kPassing, error.code))) {
    return unavailable(std::move(detail));
  }
  return internal_error(std::move(detail));
}

bool is_conflict_on(const Error& error, std::string_view index) {
  return error.code == ErrorCode::conflict && error.detail.find(fmt::format("index: {} ", index)) != std::string::npos;
}

bool is_duplicate_key(std::int64_t code) { return holds(kDuplicateKey, code); }

bool is_refusal(const bson_error_t& error) {
  const std::string_view message{error.message};
  // The driver has no codes for these.
  return is_wrong_credentials(error) || message.contains("TLS handshake failed") || message.contains("certificate") ||
         message.contains("Failed to resolve");
}

}  // namespace conduit::mongo
