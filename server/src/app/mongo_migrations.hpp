#pragma once

#include "platform/mongo/migrate.hpp"

#include <span>

namespace conduit::app {

/// All there are, in order; the numbers are those of server/migrations/sqlite, so that one number names the state of
/// the data whichever database holds it.
[[nodiscard]] std::span<const mongo::Migration> mongo_migrations();

}  // namespace conduit::app
