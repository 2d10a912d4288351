#pragma once

#include "base/result.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// MongoDB needs no schema, but indexes: they decide about uniqueness, and every query has one.

namespace conduit::mongo {

/// Holds the numbers of those that were made.
inline constexpr std::string_view kMigrationsCollection = "schema_migrations";

struct Index {
  std::string_view collection;
  /// What errors about duplicates name.
  std::string_view name;
  Document keys = {};
  bool unique = false;
};

/// Made once and in order of number, as the files of the other databases are; never changed after a release.
struct Migration {
  std::int64_t number = 0;
  std::string_view name;
  std::vector<Index> indexes = {};
};

/// Brings the database up to the last of `migrations`; answers with how many ran. Several processes may do this at
/// once: making an index that is there already is no change.
[[nodiscard]] Result<int> migrate(Session& session, std::span<const Migration> migrations);

/// `internal` saying what to do when migrations are missing. A database that is newer is fine: during a deploy, servers
/// of the last release run on after the next one's migrations.
[[nodiscard]] Result<> check_schema(Session& session, std::span<const Migration> migrations);

}  // namespace conduit::mongo
