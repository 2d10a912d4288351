#pragma once

#include "platform/mongo/database.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace conduit {

/// The servers that tests may use: a replica set, and one by itself, which has no transactions.
enum class MongoKind : std::uint8_t { replica_set, standalone };

/// The server that TEST_MONGO_URI or TEST_MONGO_STANDALONE_URI names; empty when tests run without one.
[[nodiscard]] std::optional<std::string> mongo_test_server(MongoKind kind = MongoKind::replica_set);

/// Its address with another database's name.
[[nodiscard]] std::string mongo_test_database(MongoKind kind, std::string_view name);

/// An empty database of its own with the program's indexes, dropped with the object.
class MigratedMongo {
 public:
  explicit MigratedMongo(MongoKind kind = MongoKind::replica_set);
  ~MigratedMongo();
  MigratedMongo(const MigratedMongo&) = delete;
  MigratedMongo& operator=(const MigratedMongo&) = delete;
  MigratedMongo(MigratedMongo&&) = delete;
  MigratedMongo& operator=(MigratedMongo&&) = delete;

  [[nodiscard]] mongo::Database& operator*() const { return *database_; }
  [[nodiscard]] mongo::Database* operator->() const { return database_.get(); }

 private:
  std::unique_ptr<mongo::Database> database_;
};

}  // namespace conduit
