#pragma once

#include "base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

// SQLite's result codes and words, turned into Errors.

namespace conduit::sqlite {

/// What last_error() says is missing when a foreign key points at nothing: SQLite does not tell which one.
inline constexpr std::string_view kForeignKey = "foreign key";

/// The `table.column` of SQLite's message `UNIQUE constraint failed: table.column`; of a key of several columns, the
/// first. Empty for every other message. The only place that reads SQLite's words.
[[nodiscard]] std::optional<std::string> violated_unique_column(std::string_view message);

/// Why the last call on `connection` failed while we were `doing` something (for the log):
/// `conflict` naming `table.column` for a unique value that is taken, `not_found` naming kForeignKey,
/// `unavailable` for a lock that did not come free or a full disk, `timeout` for an interrupted query, else `internal`.
[[nodiscard]] Error last_error(sqlite3* connection, std::string_view doing);

[[nodiscard]] bool is_foreign_key_violation(const Error& error);
[[nodiscard]] bool is_conflict_on(const Error& error, std::string_view table_and_column);

}  // namespace conduit::sqlite
