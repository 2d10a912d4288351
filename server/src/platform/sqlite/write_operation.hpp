#pragma once

#include "base/task.hpp"
#include "platform/sqlite/group_writer.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

// How a write travels: from a coroutine to the writer's thread and, after the commit, back to the coroutine's own
// executor.

namespace conduit::sqlite {

[[nodiscard]] inline Error cancelled_write() {
  return {.code = ErrorCode::timeout, .fields = {}, .detail = "sqlite: cancelled while waiting", .retry_after = {}};
}

/// Runs `function` (a Result of the writer's connection), turning what it throws into `internal`.
template <class Function>
[[nodiscard]] auto run_guarded(Function& function, Connection& connection)
    -> std::invoke_result_t<Function&, Connection&> {
  try {
    return function(connection);
  } catch (const std::exception& error) {
    return std::unexpected(internal_error(error.what()));
  }
}

/// A write that someone waits for, until it is finished or they are cancelled. Whichever comes first claims the handler
/// and takes it back to its executor; the other then finds nothing to do and touches neither.
template <class Function, class Handler>
class WriteOperation final : public WriteJob, public std::enable_shared_from_this<WriteOperation<Function, Handler>> {
 public:
  using Outcome = std::invoke_result_t<Function&, Connection&>;

  WriteOperation(Function function, Handler handler)
      : function_(std::move(function)), work_(asio::make_work_guard(handler)), handler_(std::move(handler)) {}

  /// Before the job is submitted, on the caller's executor.
  void listen_for_cancellation() {
    auto slot = asio::get_associated_cancellation_slot(*handler_);
    if (slot.is_connected()) {
      slot.assign([self = this->shared_from_this()](asio::cancellation_type) {
        // The job may already run and even commit: the caller learns only that we stopped waiting.
        self->complete(std::unexpected(cancelled_write()));
      });
    }
  }

  bool run(Connection& connection) override {
    if (claimed_.load(std::memory_order_relaxed)) {
      return false;  // nobody waits any more: the work can be saved
    }
    outcome_.emplace(run_guarded(function_, connection));
    return outcome_->has_value();
  }

  void finish(const Error* failure) override {
    if (failure != nullptr) {
      complete(std::unexpected(*failure));
    } else if (outcome_) {
      complete(std::move(*outcome_));
    }
  }

  /// Has no effect when the handler has been claimed.
  void complete(Outcome outcome) {
    if (claimed_.exchange(true, std::memory_order_acq_rel)) {
      return;
    }
    // Of this call's own: the caller may go on, finish and take its io_context down before post() has returned here.
    const auto until_posted = work_;
    asio::post(until_posted.get_executor(), [self = this->shared_from_this(), outcome = std::move(outcome)]() mutable {
      self->resume(std::move(outcome));
    });
  }

 private:
  void resume(Outcome outcome) {
    asio::get_associated_cancellation_slot(*handler_).clear();
    auto handler = std::move(*handler_);
    handler_.reset();
    work_.reset();
    std::move(handler)(std::move(outcome));
  }

  Function function_;
  std::optional<Outcome> outcome_;
  std::atomic<bool> claimed_{false};
  // Keeps the caller's io_context running, and so alive, while the writer may post to it.
  asio::executor_work_guard<asio::associated_executor_t<Handler>> work_;
  std::optional<Handler> handler_;
};

}  // namespace conduit::sqlite
