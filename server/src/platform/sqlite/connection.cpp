#include "platform/sqlite/connection.hpp"

#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/sqlite/error.hpp"
#include "platform/sqlite/handles.hpp"
#include "platform/sqlite/statement.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace conduit::sqlite {
namespace {

// 256 MiB of the file are read through the page cache of the operating system, which every connection shares; beyond
// them, and for what a writer changes, each connection has 8 MiB of its own.
constexpr std::string_view kPragmas = R"sql(
  PRAGMA foreign_keys = ON;
  PRAGMA mmap_size = 268435456;
  PRAGMA cache_size = -8192;
  PRAGMA temp_store = MEMORY;
)sql";

void configure_library_once() {
  // Its memory statistics cost a process-wide mutex in every allocation, and nobody reads them.
  static const int configured = [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return sqlite3_initialize();
  }();
  static_cast<void>(configured);
}

Error cannot_open(const std::string& path, std::string_view why) {
  return internal_error(fmt::format("cannot open the database {}: {}", path, why));
}

/// Makes the file ourselves where there is none: readable by us alone, since it holds password hashes (SQLite gives its
/// side files the same mode), and with the operating system's own words when that fails.
Result<> create_if_missing(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path{path}.parent_path(), failed);
  if (failed) {
    return std::unexpected(cannot_open(path, "its directory cannot be made: " + failed.message()));
  }
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) {
    return std::unexpected(cannot_open(path, std::generic_category().message(errno)));
  }
  ::close(file);
  return {};
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
  configure_library_once();
  if (options.path.empty()) {
    return std::unexpected(internal_error("cannot open the database: its path is empty"));
  }
  // An absolute path can be mistaken for neither `:memory:` nor a `file:` URI.
  const auto path = std::filesystem::absolute(options.path).string();
  if (options.access == Access::write) {
    TRY(create_if_missing(path));
  }
  sqlite3* opened = nullptr;
  // Readers open for writing too: they may have to build the index of the write-ahead log. A pragma keeps them from
  // more. NOMUTEX: a connection has one thread at a time anyway.
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  ConnectionHandle handle{opened};
  if (code != SQLITE_OK) {
    const int system_error = opened == nullptr ? 0 : sqlite3_system_errno(opened);
    return std::unexpected(cannot_open(
        path, system_error == 0 ? sqlite3_errstr(code) : std::generic_category().message(system_error).c_str()));
  }
  sqlite3_extended_result_codes(opened, 1);
  std::unique_ptr<Connection> connection{new Connection{std::move(handle)}};
  if (auto configured = connection->configure(options); !configured) {
    return std::unexpected(cannot_open(path, configured.error().detail));
  }
  return connection;
}

Result<> Connection::configure(const ConnectionOptions& options) {
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(options.busy_timeout.count()));
  TRY(script(std::string{kPragmas}));
  if (options.access == Access::read) {
    return script("PRAGMA query_only = ON");
  }
  TRY(use_write_ahead_log(options));
  return script(options.durability == Durability::full
                    ? "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864"
                    : "PRAGMA synchronous = OFF");
}

Result<> Connection::use_write_ahead_log(const ConnectionOptions& options) {
  // The first connection to a new file turns the log on, under a lock that SQLite does not wait for.
  const auto give_up = std::chrono::steady_clock::now() + options.busy_timeout;
  while (true) {
    auto mode = value<std::string>("PRAGMA journal_mode = WAL");
    if (mode && *mode == "wal") {
      return {};
    }
    if (mode) {
      return std::unexpected(internal_error("it cannot have a write-ahead log there: is it on a network drive?"));
    }
    if (mode.error().code != ErrorCode::unavailable || std::chrono::steady_clock::now() > give_up) {
      return std::unexpected(std::move(mode).error());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

Result<Statement*> Connection::prepared(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
      return std::unexpected(last_error(handle_.get(), sql));
    }
    found = statements_.emplace(sql, Statement{.handle = StatementHandle{statement}}).first;
  }
  if (found->second.in_use) {
    return std::unexpected(internal_error(fmt::format("sqlite: used while it is still in use: {}", sql)));
  }
  return &found->second;
}

Result<> Connection::script(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return std::unexpected(last_error(handle_.get(), "script"));
  }
  return {};
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

std::int64_t Connection::changes() const { return sqlite3_changes64(handle_.get()); }

Error Connection::no_row(std::string_view sql) { return internal_error(fmt::format("sqlite: no row: {}", sql)); }

}  // namespace conduit::sqlite
