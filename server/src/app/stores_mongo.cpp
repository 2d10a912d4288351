#include "app/mongo_migrations.hpp"
#include "app/repair.hpp"
#include "app/stores.hpp"
#include "app/transfer.hpp"
#include "articles/article_deletion_mongo.hpp"
#include "base/clock.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/migrate.hpp"
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
      TRY(mongo::check_schema(session, mongo_migrations()));
      has_schema_ = true;
      return {};
    });
  }

  Result<> prepare() override {
    if (auto answered = database_->ping(); !answered) {
      // A server that is away may be back soon: until then /readyz says so, and requests are answered with 503.
      return answered.error().code == ErrorCode::unavailable ? Result<>{} : answered;
    }
    TRY(database_->run_now([](mongo::Session& session) { return mongo::check_schema(session, mongo_migrations()); }));
    has_schema_ = true;
    const auto begun_before = SystemClock{}.now() - kAbandoned;
    TRY(database_->run_now(
        [begun_before](mongo::Session& session) { return articles::mongo_deletion::resume(session, begun_before); }));
    return {};
  }

  void stop() override {}

  std::unique_ptr<BulkReader> bulk_reader() override { return make_mongo_bulk_reader(*database_); }
  std::unique_ptr<BulkWriter> bulk_writer() override { return make_mongo_bulk_writer(*database_); }
  std::unique_ptr<Repairer> repairer() override { return make_mongo_repairer(*database_); }

  [[nodiscard]] mongo::Database& database() { return *database_; }

 private:
  std::unique_ptr<mongo::Database> database_;
  std::atomic<bool> has_schema_{false};
};

}  // namespace

Result<int> migrate_mongo(std::string_view database_url) {
  TRY(const auto database, mongo::Database::open(database_url));
  TRY(database->ping());
  return database->run_now([](mongo::Session& session) { return mongo::migrate(session, mongo_migrations()); });
}

Result<Stores> open_mongo_stores(std::string_view database_url) {
  TRY(auto opened, mongo::Database::open(database_url));
  auto backend = std::make_unique<MongoBackend>(std::move(opened));
  auto& database = backend->database();
  return Stores{.backend = std::move(backend),
                .users = users::make_mongo_user_store(database),
                .follows = profiles::make_mongo_follow_store(database),
                .articles = articles::make_mongo_article_store(database),
                .comments = comments::make_mongo_comment_store(database)};
}

}  // namespace conduit::app
