#pragma once

#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/mongo/document.hpp"

#include <atomic>
#include <memory>

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): libmongoc's own names.
using mongoc_client_t = struct _mongoc_client_t;
using mongoc_client_session_t = struct _mongoc_client_session_t;
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace conduit::mongo {

/// The transactions of a connection, one after the other. An error of the server ends the one that runs, and with this
/// object it is aborted. atomically() is how to use it.
class Transaction {
 public:
  /// `exist` is whether the deployment may have transactions; cleared for all connections by the one that finds it has
  /// none.
  Transaction(mongoc_client_t* client, std::atomic<bool>& exist) : client_(client), exist_(exist) {}

  /// Answers whether one began: a server by itself has none. Snapshot reads; its writes count once a majority has them.
  [[nodiscard]] Result<bool> begin();
  /// When this fails as `unavailable` and no other attempt is worth while, what was written may be there all the same.
  [[nodiscard]] Result<> commit();
  void abort();

  [[nodiscard]] bool is_running() const { return running_; }
  /// Whether the last one failed in a way that another may not: somebody changed the same, the primary is another now,
  /// or there are no transactions, as the next will know.
  [[nodiscard]] bool may_try_again() const { return may_try_again_; }

  /// What every operation has to be told to be part of the one that runs; empty when none does.
  [[nodiscard]] Document options() const { return running_ ? options_ : Document{}; }
  /// What the driver says went wrong with an operation, as to_error(); notes what that means for the one that runs.
  Error failure(const bson_error_t& error, View reply);
  /// The same of an upsert. One that is told of a duplicate key has met another that adds the same.
  Error failure_of_upsert(const bson_error_t& error, View reply);

 private:
  struct EndSession {
    void operator()(mongoc_client_session_t* session) const;
  };

  mongoc_client_t* client_;
  std::atomic<bool>& exist_;
  /// The driver's; made by the first.
  std::unique_ptr<mongoc_client_session_t, EndSession> session_;
  Document options_;
  bool running_ = false;
  bool may_try_again_ = false;
};

}  // namespace conduit::mongo
