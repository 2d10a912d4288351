#pragma once

#include "platform/sqlite/connection.hpp"

#include <utility>

namespace conduit::sqlite {

/// BEGIN … COMMIT; rolls back what was not committed. `read` is one snapshot for several queries; `write` holds the
/// file's only write lock from its first moment, so that what it reads stays true until it commits.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Connection& connection, Access access) {
    TRY(connection.run(access == Access::read ? "BEGIN" : "BEGIN IMMEDIATE"));
    return Transaction{connection};
  }
  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (connection_ != nullptr && connection_->in_transaction()) {
      static_cast<void>(connection_->run("ROLLBACK"));
    }
  }

  [[nodiscard]] Result<> commit() {
    TRY(connection_->run("COMMIT"));
    return {};
  }

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;
};

}  // namespace conduit::sqlite
