#pragma once

#include "base/task.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace conduit::app {

/// Runs a task to its end on the calling thread: for commands, which have nothing else to do. Exceptions of the task
/// come through.
template <class T>
[[nodiscard]] Result<T> wait_for(Task<T> task) {
  asio::io_context io{1};
  std::optional<Result<T>> outcome;
  std::exception_ptr thrown;
  asio::co_spawn(
      io.get_executor(),
      [](Task<T> inner, std::optional<Result<T>>& out) -> asio::awaitable<void, Executor> {
        out = co_await std::move(inner);
      }(std::move(task), outcome),
      [&thrown](std::exception_ptr exception) { thrown = std::move(exception); });
  io.run();
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  return *std::move(outcome);
}

}  // namespace conduit::app
