#pragma once

#include "articles/article.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "comments/comment.hpp"
#include "users/user.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

// A whole database as a file of JSON Lines, and back: for backups, for moving to another store, for looking at. The
// file streams through with a constant amount of memory; its form is in transfer_json.hpp. These functions block: they
// are for commands, not for I/O threads.

namespace conduit::mongo {
class Database;
}
namespace conduit::sqlite {
class Database;
}

namespace conduit::app {

/// An article with all that belongs to it alone. Its count of favourites is not part of it: that comes of the
/// Favorites.
struct ArticleRecord {
  articles::Article article;
  /// Sorted.
  std::vector<std::string> former_slugs;

  bool operator==(const ArticleRecord&) const = default;
};

struct Follow {
  UserId follower;
  UserId followee;

  bool operator==(const Follow&) const = default;
};

struct Favorite {
  UserId user;
  ArticleId article;

  bool operator==(const Favorite&) const = default;
};

using Record = std::variant<users::User, ArticleRecord, Follow, Favorite, comments::Comment>;

/// Reads a whole store.
class BulkReader {
 public:
  BulkReader() = default;
  BulkReader(const BulkReader&) = delete;
  BulkReader& operator=(const BulkReader&) = delete;
  BulkReader(BulkReader&&) = delete;
  BulkReader& operator=(BulkReader&&) = delete;
  virtual ~BulkReader() = default;

  /// Gives every record to `take`, as they are at one moment where the store can do that: users, articles, follows,
  /// favourites, comments, each kind in the order of its ids. So what a record refers to comes before it, and two
  /// databases of equal content give the same sequence. Ends early with the error that `take` answers with.
  [[nodiscard]] virtual Result<> read(const std::function<Result<>(const Record&)>& take) = 0;
};

/// The record of a batch that cannot be stored, and why.
struct RefusedRecord {
  std::size_t index = 0;
  Error error;
};

/// Fills a store.
class BulkWriter {
 public:
  BulkWriter() = default;
  BulkWriter(const BulkWriter&) = delete;
  BulkWriter& operator=(const BulkWriter&) = delete;
  BulkWriter(BulkWriter&&) = delete;
  BulkWriter& operator=(BulkWriter&&) = delete;
  virtual ~BulkWriter() = default;

  /// Puts the records into the store, durably, in their order. One that is there already, by its id, becomes as given;
  /// so the same batch may be written again. When one is refused, those before it may or may not have been stored.
  [[nodiscard]] virtual std::expected<void, RefusedRecord> write(std::span<const Record> batch) = 0;

  /// After the last batch: derives what the store keeps of its rows and did not keep on the way.
  [[nodiscard]] virtual Result<> finish() { return {}; }
};

[[nodiscard]] std::unique_ptr<BulkReader> make_sqlite_bulk_reader(sqlite::Database& database);
[[nodiscard]] std::unique_ptr<BulkWriter> make_sqlite_bulk_writer(sqlite::Database& database);
[[nodiscard]] std::unique_ptr<BulkReader> make_mongo_bulk_reader(mongo::Database& database);
[[nodiscard]] std::unique_ptr<BulkWriter> make_mongo_bulk_writer(mongo::Database& database);

/// Writes everything to `out`; answers with the number of records. `internal` when the stream does not take it.
[[nodiscard]] Result<std::int64_t> export_records(BulkReader& reader, std::ostream& out);

/// Reads what export_records() wrote into a store, batch by batch; answers with the number of records. It may be run
/// again over a half-filled or complete store, and ends with the same content. `invalid` (a line is not as it should
/// be, or the file was cut off) and the store's own errors have `line 17: …` in their detail.
///
/// `progress` hears how many records are in after each batch.
[[nodiscard]] Result<std::int64_t> import_records(std::istream& in, BulkWriter& writer,
                                                  const std::function<void(std::int64_t)>& progress);

}  // namespace conduit::app
