#include "app/metric_names.hpp"
#include "app/repair.hpp"
#include "app/stores.hpp"
#include "app/transfer.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"
#include "platform/sqlite/migrate.hpp"
#include "sqlite_migrations.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

class SqliteBackend final : public Backend {
 public:
  explicit SqliteBackend(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}

  Task<> check() override {
    CO_TRY(co_await one());
    co_return Result<>{};
  }
  Result<> prepare() override { return {}; }
  void stop() override { database_->stop(); }

  void measure(telemetry::Measurements& into) const override {
    const auto& statistics = database_->statistics();
    into.add(metric::kDatabase, {{"db.system.name", "sqlite"}, {"db.operation.name", "read"}},
             statistics.reads.value());
    into.add(metric::kDatabase, {{"db.system.name", "sqlite"}, {"db.operation.name", "write"}},
             statistics.writes.value());
    const auto& writer = database_->writer();
    into.add(metric::kBatchSizes, {}, writer.batch_sizes().value());
    into.add(metric::kPoolQueue, {{"pool", "SQLite writer"}}, static_cast<double>(writer.queued()));
  }

  std::unique_ptr<BulkReader> bulk_reader() override { return make_sqlite_bulk_reader(*database_); }
  std::unique_ptr<BulkWriter> bulk_writer() override { return make_sqlite_bulk_writer(*database_); }
  std::unique_ptr<Repairer> repairer() override { return make_sqlite_repairer(*database_); }

  [[nodiscard]] sqlite::Database& database() { return *database_; }

 private:
  Task<std::int64_t> one() {
    co_return database_->read(
        [](sqlite::Connection& connection) { return connection.value<std::int64_t>("SELECT 1"); });
  }

  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace

std::string sqlite_path(std::string_view database_url) {
  constexpr std::string_view kScheme = "sqlite:";
  return std::string{database_url.starts_with(kScheme) ? database_url.substr(kScheme.size()) : database_url};
}

Result<int> migrate_sqlite(std::string_view database_url) {
  return sqlite::migrate(sqlite_path(database_url), sqlite::migration_files());
}

Result<Stores> open_sqlite_stores(std::string_view database_url) {
  TRY(auto opened, sqlite::Database::open({.path = sqlite_path(database_url)}, sqlite::migration_files()));
  auto backend = std::make_unique<SqliteBackend>(std::move(opened));
  auto& database = backend->database();
  return Stores{.backend = std::move(backend),
                .users = users::make_sqlite_user_store(database),
                .follows = profiles::make_sqlite_follow_store(database),
                .articles = articles::make_sqlite_article_store(database),
                .comments = comments::make_sqlite_comment_store(database)};
}

}  // namespace conduit::app
