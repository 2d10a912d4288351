#include "platform/sqlite/migrate.hpp"

#include "base/embedded_file.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/statement.hpp"
#include "platform/sqlite/transaction.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::sqlite {
namespace {

struct Migration {
  std::int64_t number = 0;
  std::string_view name;
  std::string_view sql;
  std::string checksum;
};

struct Applied {
  std::int64_t number = 0;
  std::string name;
  std::string checksum;
};

/// What `sha256sum` prints for the file.
std::string sha256(std::string_view content) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(content.data()), content.size());
  std::string hex;
  for (const auto byte : hash) {
    hex += fmt::format("{:02x}", byte);
  }
  return hex;
}

/// The files with their numbers, which must be 1, 2, 3…
Result<std::vector<Migration>> numbered(std::span<const EmbeddedFile> files) {
  std::vector<Migration> migrations;
  for (const auto& file : files) {
    std::int64_t number = 0;
    std::from_chars(file.name.data(), file.name.data() + file.name.size(), number);
    if (number != std::ssize(migrations) + 1) {
      return std::unexpected(
          internal_error(fmt::format("migration {} should have the number {}", file.name, migrations.size() + 1)));
    }
    migrations.push_back({.number = number, .name = file.name, .sql = file.content, .checksum = sha256(file.content)});
  }
  return migrations;
}

Result<bool> has_table(Connection& connection, std::string_view name) {
  return connection.value<bool>("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)", name);
}

Result<std::vector<Applied>> applied_migrations(Connection& connection) {
  TRY(const bool known, has_table(connection, "schema_migrations"));
  if (!known) {
    return std::vector<Applied>{};
  }
  return connection.list("SELECT number, name, checksum FROM schema_migrations ORDER BY number", [](Row row) {
    return Applied{
        .number = row.get<std::int64_t>(0), .name = row.get<std::string>(1), .checksum = row.get<std::string>(2)};
  });
}

/// That what was applied is the beginning of `migrations`.
Result<> check_history(const std::vector<Applied>& applied, const std::vector<Migration>& migrations,
                       const std::string& path) {
  if (applied.size() > migrations.size()) {
    return std::unexpected(internal_error(
        fmt::format("the database {} has schema {}, newer than the {} that this program knows: use a newer program",
                    path, applied.back().number, migrations.size())));
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    if (applied[i].number != migrations[i].number || applied[i].checksum != migrations[i].checksum) {
      return std::unexpected(internal_error(fmt::format(
          "the database {} was made by another version of migration {}: files that have run must not change", path,
          applied[i].name)));
    }
  }
  return {};
}

Result<> create_history(Connection& connection, const std::string& path) {
  TRY(const bool exists, has_table(connection, "schema_migrations"));
  if (exists) {
    return {};
  }
  TRY(const bool foreign, connection.value<bool>("SELECT EXISTS (SELECT 1 FROM sqlite_schema)"));
  if (foreign) {
    return std::unexpected(
        internal_error(fmt::format("the database {} holds tables of another program: choose another file", path)));
  }
  return connection.script(R"sql(
    CREATE TABLE schema_migrations (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      checksum TEXT NOT NULL, -- SHA-256 of the file
      applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    ) STRICT
  )sql");
}

/// Applies the next migration that is missing, if any: the lock is taken anew for each, and what to do is decided under
/// it, since another process may be doing the same.
Result<bool> apply_next(Connection& connection, const std::vector<Migration>& migrations, const std::string& path) {
  TRY(auto transaction, Transaction::begin(connection, Access::write));
  TRY(create_history(connection, path));
  TRY(const auto applied, applied_migrations(connection));
  TRY(check_history(applied, migrations, path));
  if (applied.size() == migrations.size()) {
    return false;
  }
  const auto& next = migrations[applied.size()];
  if (auto ran = connection.script(std::string{next.sql}); !ran) {
    return std::unexpected(internal_error(fmt::format("migration {}: {}", next.name, ran.error().detail)));
  }
  TRY(connection.run("INSERT INTO schema_migrations (number, name, checksum) VALUES (?1, ?2, ?3)", next.number,
                     next.name, next.checksum));
  TRY(transaction.commit());
  return true;
}

}  // namespace

Result<int> migrate(const std::string& path, std::span<const EmbeddedFile> files) {
  TRY(const auto migrations, numbered(files));
  TRY(const auto connection, Connection::open({.path = path, .access = Access::write}));
  int count = 0;
  while (true) {
    TRY(const bool applied, apply_next(*connection, migrations, path));
    if (!applied) {
      return count;
    }
    ++count;
  }
}

Result<> check_schema(Connection& connection, const std::string& path, std::span<const EmbeddedFile> files) {
  TRY(const auto migrations, numbered(files));
  TRY(const auto applied, applied_migrations(connection));
  TRY(check_history(applied, migrations, path));
  if (applied.size() < migrations.size()) {
    return std::unexpected(internal_error(fmt::format("the database {} lacks {} migrations: run the migrations first",
                                                      path, migrations.size() - applied.size())));
  }
  return {};
}

}  // namespace conduit::sqlite
