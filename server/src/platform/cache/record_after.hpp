#pragma once

#include "base/task.hpp"
#include "platform/cache/shared_cache.hpp"
#include "platform/telemetry/trace.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace conduit::cache {
namespace detail {

template <class T>
[[nodiscard]] Task<T> write_then_record(SharedCache& cache, Topics topics, Task<T> write, telemetry::Carried carried) {
  const telemetry::Resumed resumed{carried};
  std::optional<Result<T>> outcome;
  std::exception_ptr thrown;
  try {
    outcome.emplace(co_await std::move(write));
  } catch (...) {
    thrown = std::current_exception();
  }
  // It counts what went wrong itself; the write stands.
  static_cast<void>(co_await cache.record(topics));
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  co_return *std::move(outcome);
}

}  // namespace detail

/// Does a write and then records what it changes, whatever its outcome: one that failed may have been committed all
/// the same (a lost answer, a time-out). A needless miss is cheap, a stale hit is a wrong answer.
///
/// The write is waited for even when the caller is cancelled. A wait that was cut short would record too early: the
/// write could still commit, after a reader had found the old value and kept it as the newest.
template <class T>
[[nodiscard]] Task<T> record_after(SharedCache& cache, Topics topics, Task<T> write) {
  const Executor executor = co_await asio::this_coro::executor;
  const telemetry::Carried carried;
  // A slot that no signal has: cancellation ends here.
  auto outcome = co_await asio::co_spawn(
      executor, detail::write_then_record(cache, std::move(topics), std::move(write), carried),
      asio::bind_cancellation_slot(asio::cancellation_slot{}, asio::use_awaitable_t<Executor>{}));
  carried.resume();
  co_return outcome;
}

}  // namespace conduit::cache
