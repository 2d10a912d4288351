#include "platform/sqlite/error.hpp"

#include "base/error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::sqlite {

std::optional<std::string> violated_unique_column(std::string_view message) {
  constexpr std::string_view kPrefix = "UNIQUE constraint failed: ";
  if (!message.starts_with(kPrefix)) {
    return std::nullopt;
  }
  message.remove_prefix(kPrefix.size());
  return std::string{message.substr(0, message.find(','))};
}

Error last_error(sqlite3* connection, std::string_view doing) {
  const int code = sqlite3_extended_errcode(connection);
  const std::string_view message = sqlite3_errmsg(connection);
  auto detail = fmt::format("sqlite: {}: {} ({})", doing, message, code);
  if (auto column = violated_unique_column(message)) {
    auto error = conflict(std::move(*column));
    error.detail = std::move(detail);
    return error;
  }
  if (code == SQLITE_CONSTRAINT_FOREIGNKEY) {
    auto error = not_found(std::string{kForeignKey});
    error.detail = std::move(detail);
    return error;
  }
  switch (code & 0xff) {  // the primary code
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
      return unavailable(std::move(detail));
    case SQLITE_INTERRUPT:
      return Error{.code = ErrorCode::timeout, .fields = {}, .detail = std::move(detail), .retry_after = {}};
    default:
      return internal_error(std::move(detail));
  }
}

bool is_foreign_key_violation(const Error& error) {
  return error.code == ErrorCode::not_found && !error.fields.empty() && error.fields.front().field == kForeignKey;
}

bool is_conflict_on(const Error& error, std::string_view table_and_column) {
  return error.code == ErrorCode::conflict && !error.fields.empty() && error.fields.front().field == table_and_column;
}

}  // namespace conduit::sqlite
