#pragma once

#include "platform/mongo/database.hpp"

#include <memory>
#include <optional>
#include <string>

namespace conduit {

/// The server that TEST_MONGO_URI names; empty when tests run without one.
[[nodiscard]] std::optional<std::string> mongo_test_server();

/// An empty database of its own with the program's indexes, dropped with the object.
class MigratedMongo {
 public:
  MigratedMongo();
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
