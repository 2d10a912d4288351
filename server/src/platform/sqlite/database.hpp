#pragma once

#include "base/embedded_file.hpp"
#include "base/task.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/group_writer.hpp"
#include "platform/sqlite/thread_slot.hpp"
#include "platform/sqlite/transaction.hpp"
#include "platform/sqlite/write_operation.hpp"
#include "platform/telemetry/database_operation.hpp"
#include "platform/telemetry/histogram.hpp"
#include "platform/telemetry/trace.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace conduit::sqlite {

struct DatabaseOptions {
  std::string path;
  Durability durability = Durability::full;
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
  GroupWriter::Limits writer = {};
};

/// What read() and write() take: a function of a connection that answers with a Result.
template <class Function>
using Answer = std::invoke_result_t<Function&, Connection&>;

/// For metrics. Seconds; of writes, until they are durable.
struct Statistics {
  telemetry::Histogram reads{telemetry::kSeconds};
  telemetry::Histogram writes{telemetry::kSeconds};
};

/// A database file. Reads run at once on the calling thread, over a connection of its own: they take microseconds, less
/// than a hop to another thread would. Writes go through one thread that commits many of them together (GroupWriter).
///
/// Destroy it, or stop() it, after the last read and before the io_contexts whose coroutines may still await a write.
class Database {
 public:
  /// Fails with `internal` naming the path when the file cannot be opened, is no database, or does not have exactly the
  /// schema that `migrations` make (see migrate.hpp).
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(DatabaseOptions options,
                                                              std::span<const EmbeddedFile> migrations);

  [[nodiscard]] const std::string& path() const { return options_.path; }

  /// Runs `function` at once. Each of its queries sees the newest commit.
  template <class Function>
  [[nodiscard]] Answer<Function> read(Function&& function,
                                      std::source_location caller = std::source_location::current()) {
    TRY(Connection* const connection, reader());
    telemetry::DatabaseOperation operation{kSystem, "read", caller, statistics_->reads};
    return operation.ended(std::forward<Function>(function)(*connection));
  }

  /// The same with all queries seeing one moment.
  template <class Function>
  [[nodiscard]] Answer<Function> read_snapshot(Function&& function,
                                               std::source_location caller = std::source_location::current()) {
    TRY(Connection* const connection, reader());
    telemetry::DatabaseOperation operation{kSystem, "read", caller, statistics_->reads};
    TRY(const auto snapshot, Transaction::begin(*connection, Access::read));
    return operation.ended(std::forward<Function>(function)(*connection));
  }

  /// Runs `function` on the writer's thread and resumes on the caller's executor when its effect is durable, or has
  /// been taken back because it failed. `unavailable` when too many writes wait; `timeout` when cancelled (the write
  /// may or may not happen then). The function must own all it uses.
  template <class Function>
  [[nodiscard]] auto write(Function function, std::source_location caller = std::source_location::current())
      -> asio::awaitable<Answer<Function>, Executor> {
    // Shared: whoever awaits this may be resumed when the database is gone.
    const auto statistics = statistics_;
    telemetry::DatabaseOperation operation{kSystem, "write", caller, statistics->writes};
    const asio::use_awaitable_t<Executor> token;
    const telemetry::Carried carried;
    auto answer = co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Answer<Function>)>(
        Submit{writer_}, token, std::move(function));
    carried.resume();
    co_return operation.ended(std::move(answer));
  }

  /// write() for threads that may block, such as those of commands.
  template <class Function>
  [[nodiscard]] Answer<Function> write_and_wait(Function function);

  [[nodiscard]] const Statistics& statistics() const { return *statistics_; }
  [[nodiscard]] const GroupWriter& writer() const { return writer_; }

  /// Waits until every queued write is finished; later ones are `unavailable`.
  void stop() { writer_.stop(); }

 private:
  static constexpr std::string_view kSystem = "sqlite";

  /// Starts a write; a type of its own so that the coroutine above holds no lambda that captures.
  struct Submit {
    GroupWriter& writer;

    template <class Handler, class Function>
    void operator()(Handler handler, Function function) const {
      auto operation = std::make_shared<WriteOperation<Function, Handler>>(std::move(function), std::move(handler));
      operation->listen_for_cancellation();
      if (!writer.try_submit(operation)) {
        operation->complete(std::unexpected(too_many_writes()));
      }
    }
  };

  Database(DatabaseOptions options, std::unique_ptr<Connection> writer)
      : options_(std::move(options)), writer_(std::move(writer), options_.writer) {}

  [[nodiscard]] Result<Connection*> reader() {
    const auto slot = thread_slot();
    if (slot < readers_.size() && readers_[slot]) {
      return readers_[slot].get();
    }
    return open_reader(slot);
  }
  [[nodiscard]] Result<Connection*> open_reader(std::size_t slot);
  [[nodiscard]] static Error too_many_writes();

  DatabaseOptions options_;
  std::shared_ptr<Statistics> statistics_ = std::make_shared<Statistics>();
  /// By thread_slot(): each is touched by the thread that has the slot, and by nobody else.
  std::array<std::unique_ptr<Connection>, kMaxThreads> readers_;
  GroupWriter writer_;
};

template <class Function>
Answer<Function> Database::write_and_wait(Function function) {
  class Waiting final : public WriteJob {
   public:
    explicit Waiting(Function job) : function_(std::move(job)) {}

    bool run(Connection& connection) override {
      outcome_.emplace(run_guarded(function_, connection));
      return outcome_->has_value();
    }
    void finish(const Error* failure) override {
      promise_.set_value(failure == nullptr ? std::move(*outcome_) : Answer<Function>{std::unexpected(*failure)});
    }
    std::future<Answer<Function>> future() { return promise_.get_future(); }

   private:
    Function function_;
    std::optional<Answer<Function>> outcome_;
    std::promise<Answer<Function>> promise_;
  };

  auto job = std::make_shared<Waiting>(std::move(function));
  auto outcome = job->future();
  if (!writer_.try_submit(std::move(job))) {
    return std::unexpected(too_many_writes());
  }
  return outcome.get();
}

}  // namespace conduit::sqlite
