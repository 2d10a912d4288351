#pragma once

#include <sqlite3.h>

#include <memory>

// The two kinds of SQLite object we own. Nothing outside this folder includes this header.

namespace conduit::sqlite {

struct ConnectionDeleter {
  // close_v2: a statement that is still about keeps the connection until it goes too.
  void operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }
};
using ConnectionHandle = std::unique_ptr<sqlite3, ConnectionDeleter>;

struct StatementDeleter {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, StatementDeleter>;

}  // namespace conduit::sqlite
