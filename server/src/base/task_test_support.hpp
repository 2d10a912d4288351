#pragma once

#include "base/task.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace conduit {

/// Runs a task to its end, as an I/O thread would.
template <class T>
[[nodiscard]] Result<T> run(Task<T> task) {
  asio::io_context context{1};
  std::optional<Result<T>> outcome;
  asio::co_spawn(context, std::move(task), [&outcome](const std::exception_ptr& error, Result<T> result) {
    if (error) {
      std::rethrow_exception(error);
    }
    outcome.emplace(std::move(result));
  });
  context.run();
  return std::move(outcome).value();
}

}  // namespace conduit
