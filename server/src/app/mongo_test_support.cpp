#include "app/mongo_test_support.hpp"

#include "app/mongo_migrations.hpp"
#include "app/sqlite_test_support.hpp"
#include "platform/mongo/migrate.hpp"
#include "platform/mongo/session.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace conduit {
namespace {

/// A name that no other test has.
std::string own_name() {
  static std::atomic<int> count{0};
  return fmt::format("conduit_test_{}_{}", ::getpid(), ++count);
}

}  // namespace

std::optional<std::string> mongo_test_server(MongoKind kind) {
  const char* const name = kind == MongoKind::standalone ? "TEST_MONGO_STANDALONE_URI" : "TEST_MONGO_URI";
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing changes the environment of the tests.
  const char* const uri = std::getenv(name);
  return uri == nullptr || *uri == '\0' ? std::nullopt : std::optional<std::string>{uri};
}

std::string mongo_test_database(MongoKind kind, std::string_view name) {
  auto uri = mongo_test_server(kind).value();
  const auto options = uri.find('?');
  const auto query = options == std::string::npos ? std::string{} : uri.substr(options);
  uri.resize(std::min(options, uri.size()));
  constexpr std::size_t kAfterScheme = std::string_view{"mongodb://"}.size();
  if (const auto slash = uri.find('/', kAfterScheme); slash != std::string::npos) {
    uri.resize(slash);
  }
  return fmt::format("{}/{}{}", uri, name, query);
}

MigratedMongo::MigratedMongo(MongoKind kind)
    : database_(must(mongo::Database::open(mongo_test_database(kind, own_name())))) {
  must(database_->run_now([](mongo::Session& session) { return mongo::migrate(session, app::mongo_migrations()); }));
}

MigratedMongo::~MigratedMongo() {
  static_cast<void>(
      database_->run_now([](mongo::Session& session) { return session.command(mongo::doc("dropDatabase", 1)); }));
}

}  // namespace conduit
