#pragma once

#include "comments/comment.hpp"
#include "platform/sqlite/statement.hpp"

#include <string_view>

// Comments as rows of SQLite: what the store and the export share.

namespace conduit::comments::sqlite_rows {

/// For read_comment(), of the table comments.
inline constexpr std::string_view kColumns = "id, article, author, body, created_at, updated_at";

[[nodiscard]] Comment read_comment(sqlite::Row row);

}  // namespace conduit::comments::sqlite_rows
