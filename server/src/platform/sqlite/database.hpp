#pragma once

#include "base/embedded_file.hpp"
#include "base/task.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/group_writer.hpp"
#include "platform/sqlite/thread_slot.hpp"
#include "platform/sqlite/transaction.hpp"
#include "platform/sqlite/write_operation.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
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
  [[nodiscard]] Answer<Function> read(Function&& function) {
    TRY(Connection* const connection, reader());
    return std::forward<Function>(function)(*connection);
  }

  /// The same with all queries seeing one moment.
  template <class Function>
  [[nodiscard]] Answer<Function> read_snapshot(Function&& function) {
    TRY(Connection* const connection, reader());
    TRY(const auto snapshot, Transaction::begin(*connection, Access::read));
    return std::forward<Function>(function)(*connection);
  }

  /// Runs `function` on the writer's thread and resumes on the caller's executor when its effect is durable, or has
  /// been taken back because it failed. `unavailable` when too many writes wait; `timeout` when cancelled (the write
  /// may or may not happen then). The function must own all it uses.
  template <class Function>
  [[nodiscard]] auto write(Function function) -> asio::awaitable<Answer<Function>, Executor> {
    const asio::use_awaitable_t<Executor> token;
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Answer<Function>)>(
        Submit{writer_}, token, std::move(function));
  }

  /// write() for threads that may block, such as those of commands.
  template <class Function>
  [[nodiscard]] Answer<Function> write_and_wait(Function function);

  /// Waits until every queued write is finished; later ones are `unavailable`.
  void stop() { writer_.stop(); }

 private:
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
