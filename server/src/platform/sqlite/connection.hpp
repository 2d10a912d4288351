#pragma once

#include "base/result.hpp"
#include "platform/sqlite/statement.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace conduit::sqlite {

enum class Access : std::uint8_t { read, write };

/// `none` leaves it to the operating system when bytes reach the disk: for tests and benchmarks only.
enum class Durability : std::uint8_t { full, none };

struct ConnectionOptions {
  /// Of the file, always taken literally: neither `:memory:` nor `file:` means anything else here.
  std::string path;
  Access access = Access::read;
  Durability durability = Durability::full;
  /// How long a statement waits for another process's lock.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
};

/// A connection to a database file, used by one thread at a time, with the statements it has prepared. Queries never
/// hold values in their text, so the number of statements is that of the program's queries.
class Connection {
 public:
  /// A connection for writing creates the file (mode 0600) and its directory. `internal` naming the path when it cannot
  /// be opened, is no database, or cannot have a write-ahead log.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);

  /// The statement for `sql` with `values` bound, not yet stepped.
  template <class... Values>
  [[nodiscard]] Result<Query> query(std::string_view sql, const Values&... values) {
    TRY(auto* const statement, prepared(sql));
    Query started{*statement};
    TRY(started.bind_all(values...));
    return started;
  }

  /// Runs `sql` to its end; answers with the number of rows it changed (those of triggers and cascades not counted).
  template <class... Values>
  Result<std::int64_t> run(std::string_view sql, const Values&... values) {
    TRY(auto started, query(sql, values...));
    bool more = true;
    while (more) {
      TRY(more, started.step());
    }
    return changes();
  }

  /// The first row, as `read(Row)` sees it.
  template <class Read, class... Values>
  [[nodiscard]] auto find(std::string_view sql, Read&& read, const Values&... values)
      -> Result<std::optional<std::invoke_result_t<Read&, Row>>> {
    TRY(auto started, query(sql, values...));
    TRY(const bool found, started.step());
    return found ? std::optional{std::invoke(read, started.row())} : std::nullopt;
  }

  /// All rows, as `read(Row)` sees them.
  template <class Read, class... Values>
  [[nodiscard]] auto list(std::string_view sql, Read&& read, const Values&... values)
      -> Result<std::vector<std::invoke_result_t<Read&, Row>>> {
    TRY(auto started, query(sql, values...));
    std::vector<std::invoke_result_t<Read&, Row>> rows;
    while (true) {
      TRY(const bool more, started.step());
      if (!more) {
        return rows;
      }
      rows.push_back(std::invoke(read, started.row()));
    }
  }

  /// The only column of the first row; `internal` when there is none.
  template <class T, class... Values>
  [[nodiscard]] Result<T> value(std::string_view sql, const Values&... values) {
    TRY(auto found, find(sql, [](Row row) { return row.get<T>(0); }, values...));
    return found ? Result<T>{std::move(*found)} : Result<T>{std::unexpected(no_row(sql))};
  }

  /// Several statements without parameters, none of them kept.
  [[nodiscard]] Result<> script(const std::string& sql);

  /// From BEGIN to COMMIT or ROLLBACK; some errors (a full disk) roll back by themselves.
  [[nodiscard]] bool in_transaction() const;

 private:
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  explicit Connection(ConnectionHandle handle) : handle_(std::move(handle)) {}

  [[nodiscard]] Result<> configure(const ConnectionOptions& options);
  [[nodiscard]] Result<> use_write_ahead_log(const ConnectionOptions& options);
  [[nodiscard]] Result<Statement*> prepared(std::string_view sql);
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] static Error no_row(std::string_view sql);

  // Before the statements: they have to go first.
  ConnectionHandle handle_;
  std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
};

}  // namespace conduit::sqlite
