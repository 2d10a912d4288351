#include "platform/sqlite/database.hpp"

#include "base/embedded_file.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/migrate.hpp"

#include <cstddef>
#include <expected>
#include <memory>
#include <span>
#include <utility>

namespace conduit::sqlite {

Result<std::unique_ptr<Database>> Database::open(DatabaseOptions options, std::span<const EmbeddedFile> migrations) {
  TRY(auto writer, Connection::open({.path = options.path,
                                     .access = Access::write,
                                     .durability = options.durability,
                                     .busy_timeout = options.busy_timeout}));
  TRY(check_schema(*writer, options.path, migrations));
  return std::unique_ptr<Database>{new Database{std::move(options), std::move(writer)}};
}

Result<Connection*> Database::open_reader(std::size_t slot) {
  if (slot >= readers_.size()) {
    return std::unexpected(unavailable("sqlite: too many threads read"));
  }
  TRY(readers_[slot], Connection::open({.path = options_.path,
                                        .access = Access::read,
                                        .durability = options_.durability,
                                        .busy_timeout = options_.busy_timeout}));
  return readers_[slot].get();
}

Error Database::too_many_writes() { return unavailable("sqlite: the queue of writes is full or closed"); }

}  // namespace conduit::sqlite
