#pragma once

#include "platform/sqlite/statement.hpp"
#include "users/user.hpp"

#include <string_view>

// Accounts as rows of SQLite: what the store and the export share.

namespace conduit::users::sqlite_rows {

/// For read_user(), of the table users.
inline constexpr std::string_view kColumns =
    "id, username, email, password_hash, bio, image, credentials_version, surviving_session, created_at, updated_at";

[[nodiscard]] User read_user(sqlite::Row row);

}  // namespace conduit::users::sqlite_rows
