#pragma once

#include "base/embedded_file.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"

#include <span>
#include <string>

// The schema is made by numbered SQL files (`0001_init.sql`, …) that run once each and in order, and never change after
// a release: what has to be different comes as the next number.

namespace conduit::sqlite {

/// Brings the file at `path`, made if missing, up to the last of `migrations`; answers with how many ran. Each runs in
/// a transaction with its entry in `schema_migrations`, so that a crash leaves whole steps. Two processes may do this
/// at once. `internal` saying what is wrong when a file that ran has changed since, the database is newer than the
/// program, or it belongs to another program.
[[nodiscard]] Result<int> migrate(const std::string& path, std::span<const EmbeddedFile> migrations);

/// Fails as migrate() does, and when migrations are missing.
[[nodiscard]] Result<> check_schema(Connection& connection, const std::string& path,
                                    std::span<const EmbeddedFile> migrations);

}  // namespace conduit::sqlite
