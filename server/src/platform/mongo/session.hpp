#pragma once

#include "base/result.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/transaction.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::mongo {

/// What a find() may be told besides its filter; zero and empty mean nothing.
struct FindOptions {
  Document sort = {};
  Document projection = {};
  /// The index to use, by its keys.
  Document hint = {};
  std::int64_t limit = 0;
  std::int64_t skip = 0;
};

/// One of the writes that update_all() sends together.
struct Update {
  Document filter = {};
  Document change = {};
  bool upsert = false;
};

/// A connection to one database for the length of a job: blocking calls, one round trip each unless said otherwise.
/// Errors are those of to_error(). Writes are acknowledged by a majority, reads come from the primary: what was
/// answered is not lost, and everybody reads it from then on.
class Session {
 public:
  /// The server gives up on a query after `max_time` (zero: never), so that none runs on after its reader has gone.
  /// `has_transactions` is the Transaction's.
  Session(mongoc_client_t* client, const std::string& database, std::chrono::milliseconds max_time,
          std::atomic<bool>& has_transactions)
      : client_(client), database_(database), max_time_(max_time), transaction_(client, has_transactions) {}

  [[nodiscard]] Result<> insert(std::string_view collection, const Document& document);
  /// One round trip for all; documents that are there already by a unique index are passed over. Not for transactions,
  /// which an error ends.
  [[nodiscard]] Result<> insert_new(std::string_view collection, const std::vector<Document>& documents);
  /// Adds a document with the fields of `key` and `rest` unless there is one with those of `key`, which a unique index
  /// has; answers whether it did.
  [[nodiscard]] Result<bool> add(std::string_view collection, const Document& key, const Document& rest);
  /// The same, and answers with the document that is there now.
  [[nodiscard]] Result<Document> find_or_add(std::string_view collection, const Document& key, const Document& rest);

  [[nodiscard]] Result<std::optional<Document>> find_one(std::string_view collection, const Document& filter,
                                                         FindOptions options = {});
  /// Gives each document to `take`; a round trip for every 16 MB or so.
  [[nodiscard]] Result<> find(std::string_view collection, const Document& filter, const FindOptions& options,
                              const std::function<Result<>(View)>& take);
  [[nodiscard]] Result<> aggregate(std::string_view collection, const std::vector<Document>& stages,
                                   const std::function<Result<>(View)>& take);
  /// Not for transactions: MongoDB has no such command in them.
  [[nodiscard]] Result<std::int64_t> count(std::string_view collection, const Document& filter);
  [[nodiscard]] Result<bool> exists(std::string_view collection, const Document& filter);

  /// Answers with how many documents matched.
  [[nodiscard]] Result<std::int64_t> update_one(std::string_view collection, const Document& filter,
                                                const Document& change);
  [[nodiscard]] Result<> update_all(std::string_view collection, const std::vector<Update>& updates);
  /// Puts whole documents in the place of those with their `_id`, or adds them.
  [[nodiscard]] Result<> put_all(std::string_view collection, const std::vector<Document>& documents);
  /// One atomic step; answers with the document after it, empty when none matched.
  [[nodiscard]] Result<std::optional<Document>> find_and_update(std::string_view collection, const Document& filter,
                                                                const Document& change, const Document& fields = {});
  /// Answers with the document that is gone, empty when none matched.
  [[nodiscard]] Result<std::optional<Document>> find_and_remove(std::string_view collection, const Document& filter);

  /// Both answer with how many there were.
  [[nodiscard]] Result<std::int64_t> remove_one(std::string_view collection, const Document& filter);
  [[nodiscard]] Result<std::int64_t> remove_all(std::string_view collection, const Document& filter);

  /// Any other command on the database; answers with the server's reply.
  [[nodiscard]] Result<Document> command(const Document& command);

  /// For atomically().
  [[nodiscard]] Transaction& transaction() { return transaction_; }
  [[nodiscard]] bool in_transaction() const { return transaction_.is_running(); }

 private:
  mongoc_client_t* client_;
  const std::string& database_;
  std::chrono::milliseconds max_time_;
  Transaction transaction_;
};

/// The document with these fields read as `T`, for find(): appends it to `list`.
template <class T, class Read>
[[nodiscard]] std::function<Result<>(View)> append_to(std::vector<T>& list, Read read) {
  return [&list, read](View document) -> Result<> {
    list.push_back(read(document));
    return {};
  };
}

}  // namespace conduit::mongo
