#include "app/metric_names.hpp"
#include "app/metrics.hpp"
#include "app/mongo_migrations.hpp"
#include "app/repair.hpp"
#include "app/stores.hpp"
#include "app/transfer.hpp"
#include "articles/article_deletion_mongo.hpp"
#include "base/clock.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/migrate.hpp"
#include "platform/mongo/replication_lag.hpp"
#include "platform/mongo/session.hpp"

#include <atomic>
#include <chrono>
#include <expected>
#include <memory>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

/// A deletion takes milliseconds: one this old has nobody at work on it.
constexpr std::chrono::minutes kAbandoned{1};

class MongoBackend final : public Backend {
 public:
  explicit MongoBackend(std::unique_ptr<mongo::Database> database) : database_(std::move(database)) {}

  Task<> check() override {
    return database_->run([this](mongo::Session& session) -> Result<> {
      if (has_schema_) {
        TRY(session.command(mongo::doc("ping", 1)));
        return {};
      }
      return begin(session);
    });
  }

  Result<> prepare() override {
    if (auto answered = database_->ping(); !answered) {
      // A server that is away may be back soon: until then /readyz says so, and requests are answered with 503.
      return answered.error().code == ErrorCode::unavailable ? Result<>{} : answered;
    }
    return database_->run_now([this](mongo::Session& session) { return begin(session); });
  }

  void stop() override {}

  void measure(telemetry::Measurements& into) const override {
    const auto& statistics = database_->statistics();
    into.add(metric::kDatabase, {{"db.system.name", "mongodb"}, {"db.operation.name", "command"}},
             statistics.durations.value());
    into.add(metric::kDatabaseErrors, {{"db.system.name", "mongodb"}, {"error.type", "failed"}},
             static_cast<double>(statistics.failed_commands.load(std::memory_order_relaxed)));
    if (const auto lag = statistics.replication_lag.furthest(mongo::ReplicationLag::Clock::now())) {
      into.add(metric::kReplicationLag, {}, std::chrono::duration<double>(*lag).count());
    }
    measure_pool(into, database_->threads());
  }

  std::unique_ptr<BulkReader> bulk_reader() override { return make_mongo_bulk_reader(*database_); }
  std::unique_ptr<BulkWriter> bulk_writer() override { return make_mongo_bulk_writer(*database_); }
  std::unique_ptr<Repairer> repairer() override { return make_mongo_repairer(*database_); }

  [[nodiscard]] mongo::Database& database() { return *database_; }

 private:
  /// Once, when the database first answers.
  Result<> begin(mongo::Session& session) {
    TRY(mongo::check_schema(session, mongo_migrations()));
    TRY(articles::mongo_deletion::resume(session, SystemClock{}.now() - kAbandoned));
    has_schema_ = true;
    return {};
  }

  std::unique_ptr<mongo::Database> database_;
  std::atomic<bool> has_schema_{false};
};

}  // namespace

Result<int> migrate_mongo(std::string_view database_url) {
  TRY(const auto database, mongo::Database::open(database_url, mongo::Purpose::maintenance));
  TRY(database->ping());
  return database->run_now([](mongo::Session& session) { return mongo::migrate(session, mongo_migrations()); });
}

Result<Stores> open_mongo_stores(std::string_view database_url, Purpose purpose) {
  TRY(auto opened, mongo::Database::open(database_url, purpose == Purpose::serving ? mongo::Purpose::serving
                                                                                   : mongo::Purpose::maintenance));
  auto backend = std::make_unique<MongoBackend>(std::move(opened));
  auto& database = backend->database();
  return Stores{.backend = std::move(backend),
                .users = users::make_mongo_user_store(database),
                .follows = profiles::make_mongo_follow_store(database),
                .articles = articles::make_mongo_article_store(database),
                .comments = comments::make_mongo_comment_store(database)};
}

}  // namespace conduit::app
