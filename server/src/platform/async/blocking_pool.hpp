#pragma once

#include "base/task.hpp"
#include "platform/telemetry/histogram.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace conduit::async {

/// Threads for work that would hold up an I/O thread: password hashes, big renderings, blocking drivers. The queue is
/// bounded: a full one refuses at once, so that overload shows as 503 and not as ever longer waits.
class BlockingPool {
 public:
  struct Limits {
    std::size_t threads;
    std::size_t queue;
  };

  /// `name` is what the threads are called in a debugger and the error's detail.
  BlockingPool(std::string name, Limits limits);
  /// Finishes what is queued.
  ~BlockingPool();

  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;
  BlockingPool(BlockingPool&&) = delete;
  BlockingPool& operator=(BlockingPool&&) = delete;

  /// False when the queue is full; then `job` was not and will not be run. Jobs must not throw.
  [[nodiscard]] bool try_submit(std::move_only_function<void()> job);

  [[nodiscard]] std::size_t queued() const;
  [[nodiscard]] std::size_t threads() const { return threads_.size(); }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Seconds that jobs waited for a thread.
  [[nodiscard]] const telemetry::Histogram& waits() const { return waits_; }

 private:
  struct Queued {
    std::move_only_function<void()> job;
    std::chrono::steady_clock::time_point since;
  };

  void work();

  std::string name_;
  std::size_t queue_limit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Queued> jobs_;
  telemetry::Histogram waits_{telemetry::kSeconds};
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

/// Runs `function` (returning Result<T>) on the pool and resumes on the caller's own executor with what it returned.
/// `unavailable` when the queue is full, `internal` when it throws, `timeout` when the caller is cancelled meanwhile:
/// the job then goes on, and nobody learns what came of it. The function is owned by the job; what it refers to must
/// outlive the call, also when the caller is cancelled or its io_context destroyed. One thread runs the io_context.
///
/// A job that has not begun after `longest_wait` never begins, and the answer is `unavailable`; one that has is waited
/// for.
template <class Function>
auto run_blocking(BlockingPool& pool, Function function,
                  std::chrono::milliseconds longest_wait = std::chrono::milliseconds::max())
    -> asio::awaitable<std::invoke_result_t<Function&>, Executor>;

}  // namespace conduit::async

#include "platform/async/blocking_pool.ipp"
