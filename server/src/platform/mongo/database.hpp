#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/replication_lag.hpp"
#include "platform/mongo/session.hpp"
#include "platform/telemetry/database_operation.hpp"
#include "platform/telemetry/histogram.hpp"
#include "platform/telemetry/trace.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace conduit::mongo {

/// For metrics and for tests that hold a call to its number of round trips.
struct Statistics {
  std::atomic<std::uint64_t> commands{0};
  std::atomic<std::uint64_t> failed_commands{0};
  /// Seconds of each command, from the driver's own clock.
  telemetry::Histogram durations{telemetry::kSeconds};
  ReplicationLag replication_lag;
};

/// What a database is opened for: a server answers within seconds or says that it cannot; a command may take its time.
enum class Purpose : std::uint8_t { serving, maintenance };

/// A MongoDB deployment as its connection string names it: a pool of connections, and as many threads that wait for
/// their answers (libmongoc blocks). TLS, SCRAM and `mongodb+srv` are the driver's; so are retries of single writes
/// where the deployment has sessions.
class Database {
 public:
  /// Does not wait for a server: one that is away now may be there later. `invalid` naming CONDUIT_DATABASE_URL, with
  /// the driver's reason, when the string is malformed, names no database, or asks for reads from secondaries (people
  /// would not see what they have just written).
  ///
  /// For serving, time-outs that the string does not set are short: some two seconds in the queue, as long until a
  /// server is found or has answered.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(std::string_view url, Purpose purpose = Purpose::serving);

  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) = delete;
  Database& operator=(Database&&) = delete;

  /// Runs `job(Session&)`, which answers with a Result, on a thread of the pool. The job owns what it uses: it may run
  /// on after its caller was cancelled. `unavailable` when too many wait already, or its turn did not come in time.
  template <class Job>
  auto run(Job job, std::source_location caller = std::source_location::current())
      -> asio::awaitable<std::invoke_result_t<Job&, Session&>, Executor> {
    telemetry::Span span{"MongoDB"};
    if (span.is_recorded()) {
      span.rename(telemetry::caller_name(caller));
    }
    co_return co_await async::run_blocking(threads_, JobOnAThread<Job>{*this, std::move(job)}, kLongestWait);
  }

  /// The same on the calling thread: for commands, never on an I/O thread.
  template <class Job>
  auto run_now(Job&& job) -> std::invoke_result_t<Job&, Session&> {
    const Lease lease{*this};
    if (lease.client == nullptr) {
      return std::unexpected(unavailable("MongoDB: no connection was free in time"));
    }
    Session session{lease.client, name_, max_time_, has_transactions_};
    return job(session);
  }

  /// Asks the server whether it is there and lets us read. Unlike the others' errors, one of the connection string
  /// (wrong credentials, a certificate that does not fit, a host without an address) is `invalid` naming
  /// CONDUIT_DATABASE_URL.
  [[nodiscard]] Result<> ping();

  /// For tests: `observer` is given each command before it is sent, by the thread that sends it. Set before the first.
  void observe_commands(std::function<void(View)> observer) { observer_ = std::move(observer); }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Statistics& statistics() const { return statistics_; }
  [[nodiscard]] const async::BlockingPool& threads() const { return threads_; }

 private:
  struct Pool;
  /// A connection of the pool while it is used.
  struct Lease {
    explicit Lease(Database& database);
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease(Lease&&) = delete;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    Database& database;
    mongoc_client_t* client;
  };

  /// A type of its own so that the coroutine above holds no lambda that captures.
  template <class Job>
  struct JobOnAThread {
    Database& database;
    Job job;

    auto operator()() { return database.run_now(job); }
  };

  static constexpr std::chrono::milliseconds kLongestWait{2'000};

  Database(std::unique_ptr<Pool> pool, std::string name, std::size_t connections, std::chrono::milliseconds max_time);

  /// What the driver calls as it works.
  struct Monitor;

  Statistics statistics_;
  std::function<void(View)> observer_;
  std::unique_ptr<Pool> pool_;
  std::string name_;
  std::chrono::milliseconds max_time_;
  std::atomic<bool> has_transactions_{true};
  async::BlockingPool threads_;
};

}  // namespace conduit::mongo
