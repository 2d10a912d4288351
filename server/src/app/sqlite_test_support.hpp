#pragma once

#include "base/temporary_directory_test_support.hpp"
#include "platform/sqlite/database.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace conduit {

/// The value of a Result in a test's preparations; throws what the error says.
template <class T>
T must(Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().detail);
  }
  return *std::move(result);
}
inline void must(const Result<>& result) {
  if (!result) {
    throw std::runtime_error(result.error().detail);
  }
}

/// An empty database with the schema of the program, in a file of its own that is gone with it.
class MigratedDatabase {
 public:
  MigratedDatabase();

  [[nodiscard]] sqlite::Database& operator*() const { return *database_; }
  [[nodiscard]] sqlite::Database* operator->() const { return database_.get(); }

  /// One number that `sql` selects.
  [[nodiscard]] std::int64_t number(const std::string& sql) const;
  /// Changes rows behind the back of the stores.
  void execute(const std::string& sql) const;

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace conduit
