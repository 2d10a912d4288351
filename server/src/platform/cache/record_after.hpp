#pragma once

#include "base/task.hpp"
#include "platform/cache/change_clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/container/small_vector.hpp>

#include <utility>

namespace conduit::cache {

using Topics = boost::container::small_vector<Topic, 4>;

/// Does a write and then records what it changes, whatever its outcome: one that failed may have been committed all
/// the same (a lost answer, a time-out). A needless miss is cheap, a stale hit is a wrong answer.
///
/// The write is waited for even when the caller is cancelled. A wait that was cut short would record too early: the
/// write could still commit, after a reader had found the old value and kept it as the newest.
template <class T>
[[nodiscard]] Task<T> record_after(ChangeClock& clock, Topics topics, Task<T> write) {
  struct Recorder {
    ChangeClock& clock;
    const Topics& topics;

    Recorder(ChangeClock& changes, const Topics& changed) : clock(changes), topics(changed) {}
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    Recorder(Recorder&&) = delete;
    Recorder& operator=(Recorder&&) = delete;
    ~Recorder() {
      for (const auto topic : topics) {
        clock.record(topic);
      }
    }
  };
  const Recorder recorder{clock, topics};
  const Executor executor = co_await asio::this_coro::executor;
  // A slot that no signal has: cancellation ends here.
  co_return co_await asio::co_spawn(
      executor, std::move(write),
      asio::bind_cancellation_slot(asio::cancellation_slot{}, asio::use_awaitable_t<Executor>{}));
}

}  // namespace conduit::cache
