#pragma once

#include "app/repair.hpp"
#include "app/transfer.hpp"
#include "articles/article_store.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "comments/comment_store.hpp"
#include "platform/cache/shared_cache.hpp"
#include "platform/telemetry/measurements.hpp"
#include "profiles/follow_store.hpp"
#include "users/user_store.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace conduit::app {

/// The database that the stores are in: what server and commands need of it besides the stores' ports.
class Backend {
 public:
  Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  Backend(Backend&&) = delete;
  Backend& operator=(Backend&&) = delete;
  virtual ~Backend() = default;

  /// Fails while the stores cannot be used: the database does not answer, or lacks migrations.
  virtual Task<> check() = 0;
  /// Finishes what servers that died have left half done, and what would show at the first request. Blocks; for the
  /// start of a server. `invalid` naming CONDUIT_DATABASE_URL for what no later try can mend, such as a wrong password.
  virtual Result<> prepare() = 0;
  /// Makes writes that are under way durable; none may come after.
  virtual void stop() = 0;
  /// Adds what is known of its speed and its faults.
  virtual void measure(telemetry::Measurements& into) const = 0;

  [[nodiscard]] virtual std::unique_ptr<BulkReader> bulk_reader() = 0;
  [[nodiscard]] virtual std::unique_ptr<BulkWriter> bulk_writer() = 0;
  [[nodiscard]] virtual std::unique_ptr<Repairer> repairer() = 0;
};

/// The stores that CONDUIT_DATABASE_URL names, behind their ports.
struct Stores {
  /// First, since the stores refer to it.
  std::unique_ptr<Backend> backend;
  std::unique_ptr<users::UserStore> users;
  std::unique_ptr<profiles::FollowStore> follows;
  std::unique_ptr<articles::ArticleStore> articles;
  std::unique_ptr<comments::CommentStore> comments;
};

/// A server answers within seconds or says that it cannot; a command may take its time.
enum class Purpose : std::uint8_t { serving, maintenance };

/// Whether the database is embedded: then one process owns it, and no other brings it up to date.
[[nodiscard]] bool is_embedded(std::string_view database_url);

/// The path of `sqlite:PATH`.
[[nodiscard]] std::string sqlite_path(std::string_view database_url);

/// Brings the schema up to this program's; answers with the number of migrations that ran.
[[nodiscard]] Result<int> migrate_stores(std::string_view database_url);

/// Opens the stores and has the cache told of their writes. `internal` saying what is wrong with the file,
/// or `invalid` naming CONDUIT_DATABASE_URL.
[[nodiscard]] Result<Stores> open_stores(std::string_view database_url, Purpose purpose, cache::SharedCache& cache);

// The two kinds, without what is put in front of them.
[[nodiscard]] Result<int> migrate_sqlite(std::string_view database_url);
[[nodiscard]] Result<Stores> open_sqlite_stores(std::string_view database_url);
[[nodiscard]] Result<int> migrate_mongo(std::string_view database_url);
[[nodiscard]] Result<Stores> open_mongo_stores(std::string_view database_url, Purpose purpose);

}  // namespace conduit::app
