#pragma once

#include "base/task.hpp"
#include "platform/telemetry/trace.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace conduit::async {

/// One value on its way from any thread to a coroutine that waits for it.
///
/// The waiter may be cancelled and go first. So its alarm lives in its frame, and the other thread reaches for it only
/// under the lock and only while it is there. The io_context itself must outlive the delivery; a waiter that nobody
/// cancelled keeps it running, and the server takes its io_contexts down when they have run out of work.
template <class T>
class Handover : public std::enable_shared_from_this<Handover<T>> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// From any thread; the first value counts.
  void deliver(T value) {
    const std::lock_guard lock{mutex_};
    if (value_) {
      return;
    }
    value_.emplace(std::move(value));
    if (alarm_ == nullptr) {
      return;
    }
    // The alarm belongs to the waiter's thread: it is rung there.
    asio::post(alarm_->get_executor(), [self = this->shared_from_this()] {
      const std::lock_guard waking{self->mutex_};
      if (self->alarm_ != nullptr) {
        self->alarm_->cancel();
      }
    });
  }

  /// How a wait came to its end.
  enum class Ending : std::uint8_t { delivered, cancelled, elapsed };

  /// Waits until the value is there, the waiter is cancelled, or `end`; after the last, the wait may be resumed. One
  /// thread runs the io_context. The caller holds the handover meanwhile.
  asio::awaitable<Ending, Executor> wait_until(Time end) {
    const Executor executor = co_await asio::this_coro::executor;
    Alarm alarm{executor, end};
    const Presence presence{*this, alarm};
    boost::system::error_code rung;
    if (!delivered()) {
      const telemetry::Carried carried;
      co_await alarm.async_wait(asio::redirect_error(asio::use_awaitable_t<Executor>{}, rung));
      carried.resume();
    }
    if (delivered()) {
      co_return Ending::delivered;
    }
    co_return rung ? Ending::cancelled : Ending::elapsed;
  }

  /// The value, once it was delivered.
  [[nodiscard]] std::optional<T> take() {
    const std::lock_guard lock{mutex_};
    return std::move(value_);
  }

  /// Waits for the value; nothing when the waiter was cancelled before it came.
  asio::awaitable<std::optional<T>, Executor> wait() {
    co_await wait_until(Time::max());
    co_return take();
  }

 private:
  using Alarm =
      asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

  struct Presence {
    Handover& handover;
    Presence(Handover& to, Alarm& alarm) : handover(to) {
      const std::lock_guard lock{to.mutex_};
      to.alarm_ = &alarm;
    }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    Presence(Presence&&) = delete;
    Presence& operator=(Presence&&) = delete;
    ~Presence() {
      const std::lock_guard lock{handover.mutex_};
      handover.alarm_ = nullptr;
    }
  };

  [[nodiscard]] bool delivered() {
    const std::lock_guard lock{mutex_};
    return value_.has_value();
  }

  std::mutex mutex_;
  Alarm* alarm_ = nullptr;
  std::optional<T> value_;
};

}  // namespace conduit::async
