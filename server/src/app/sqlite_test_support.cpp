#include "app/sqlite_test_support.hpp"

#include "base/temporary_directory_test_support.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/migrate.hpp"
#include "sqlite_migrations.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace conduit {
namespace {

/// An empty database to copy: migrating waits for the disk, copying does not.
const std::string& migrated_file() {
  static const TemporaryDirectory directory;
  static const std::string path = [] {
    auto file = directory.file("migrated.db");
    must(sqlite::migrate(file, sqlite::migration_files()));
    return file;
  }();
  return path;
}

}  // namespace

MigratedDatabase::MigratedDatabase() {
  const auto path = directory_.file("conduit.db");
  std::filesystem::copy_file(migrated_file(), path);
  database_ =
      must(sqlite::Database::open({.path = path, .durability = sqlite::Durability::none}, sqlite::migration_files()));
}

std::int64_t MigratedDatabase::number(const std::string& sql) const {
  return must(database_->read([&](sqlite::Connection& connection) { return connection.value<std::int64_t>(sql); }));
}

void MigratedDatabase::execute(const std::string& sql) const {
  must(database_->write_and_wait([sql](sqlite::Connection& connection) { return connection.script(sql); }));
}

}  // namespace conduit
