#pragma once

#include "base/task.hpp"

#include <boost/asio/co_spawn.hpp>

#include <cstddef>
#include <exception>
#include <latch>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

// Runs Tasks in tests.

namespace conduit {

/// Runs `task` to its end on an io_context of its own, on this thread.
template <class T>
[[nodiscard]] Result<T> run(asio::awaitable<Result<T>, Executor> task) {
  // Not the task itself is spawned: co_spawn() wants results that can be made from nothing.
  const auto keep = [](Task<T> inner, std::optional<Result<T>>& kept) -> asio::awaitable<void, Executor> {
    kept.emplace(co_await std::move(inner));
  };
  asio::io_context context{1};
  std::optional<Result<T>> outcome;
  asio::co_spawn(context, keep(std::move(task), outcome), [](const std::exception_ptr& thrown) {
    if (thrown) {
      std::rethrow_exception(thrown);
    }
  });
  context.run();
  return std::move(outcome).value();
}

/// Runs `make_task(0)` … `make_task(count - 1)` at the same time, spread over `threads` threads that each have an
/// io_context, as the server's do. All the threads have started before the first task runs.
template <class MakeTask>
[[nodiscard]] auto run_in_parallel(std::size_t count, MakeTask make_task, std::size_t threads = 4) {
  using Outcome = typename std::invoke_result_t<MakeTask&, std::size_t>::value_type;
  std::vector<std::optional<Outcome>> outcomes(count);
  std::latch start{static_cast<std::ptrdiff_t>(threads)};
  {
    std::vector<std::jthread> running;
    for (std::size_t thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        asio::io_context context{1};
        for (auto i = thread; i < count; i += threads) {
          asio::co_spawn(context, make_task(i), [&outcomes, i](const std::exception_ptr& thrown, Outcome outcome) {
            if (thrown) {
              std::rethrow_exception(thrown);
            }
            outcomes[i].emplace(std::move(outcome));
          });
        }
        start.arrive_and_wait();
        context.run();
      });
    }
  }
  std::vector<Outcome> finished;
  for (auto& outcome : outcomes) {
    finished.push_back(std::move(outcome).value());
  }
  return finished;
}

}  // namespace conduit
