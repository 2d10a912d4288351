#include "users/user_rows_sqlite.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "platform/sqlite/statement.hpp"
#include "users/user.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace conduit::users::sqlite_rows {

User read_user(sqlite::Row row) {
  return {.id = row.get<UserId>(0),
          .username = row.get<std::string>(1),
          .email = row.get<std::string>(2),
          .password_hash = row.get<std::string>(3),
          .bio = row.get<std::optional<std::string>>(4),
          .image = row.get<std::optional<std::string>>(5),
          .credentials_version = row.get<std::int64_t>(6),
          .surviving_session = row.get<std::string>(7),
          .created_at = row.get<Timestamp>(8),
          .updated_at = row.get<Timestamp>(9)};
}

}  // namespace conduit::users::sqlite_rows
