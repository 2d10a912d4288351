#pragma once

// The template behind run_blocking(); included by blocking_pool.hpp only.

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <utility>

namespace conduit::async {
namespace detail {

/// Where the pool's thread leaves the outcome for the coroutine that waits.
///
/// The waiter may be cancelled and go first. So the alarm lives in its frame, and the pool's thread reaches for it only
/// under the lock and only while it is there. The io_context itself must outlive the job; a waiter that nobody
/// cancelled keeps it running, and the server takes its io_contexts down when they have run out of work.
template <class Outcome>
struct Handover {
  using Alarm =
      asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

  std::mutex mutex;
  Alarm* alarm = nullptr;
  bool begun = false;
  bool given_up = false;
  std::optional<Outcome> outcome;

  /// False when the waiter has given up: then the job is not to be done.
  [[nodiscard]] bool begin() {
    const std::lock_guard lock{mutex};
    begun = !given_up;
    return begun;
  }

  [[nodiscard]] bool is_done() {
    const std::lock_guard lock{mutex};
    return outcome.has_value();
  }

  /// False when the job has begun: then it is to be waited for.
  [[nodiscard]] bool give_up() {
    const std::lock_guard lock{mutex};
    given_up = !begun;
    return given_up;
  }
};

template <class Outcome>
void deliver(const std::shared_ptr<Handover<Outcome>>& handover, Outcome outcome) {
  const std::lock_guard lock{handover->mutex};
  handover->outcome.emplace(std::move(outcome));
  if (handover->alarm == nullptr) {
    return;
  }
  // The alarm belongs to the waiter's thread: it is rung there.
  asio::post(handover->alarm->get_executor(), [handover] {
    const std::lock_guard waking{handover->mutex};
    if (handover->alarm != nullptr) {
      handover->alarm->cancel();
    }
  });
}

template <class Function>
auto outcome_of(Function& function, const std::string& pool) noexcept -> std::invoke_result_t<Function&> {
  try {
    return function();
  } catch (const std::exception& error) {
    return std::unexpected(internal_error(pool + ": " + error.what()));
  } catch (...) {
    return std::unexpected(internal_error(pool + ": unknown exception"));
  }
}

}  // namespace detail

template <class Function>
auto run_blocking(BlockingPool& pool, Function function, std::chrono::milliseconds longest_wait)
    -> asio::awaitable<std::invoke_result_t<Function&>, Executor> {
  using Outcome = std::invoke_result_t<Function&>;
  using Handover = detail::Handover<Outcome>;

  const auto handover = std::make_shared<Handover>();
  const Executor executor = co_await asio::this_coro::executor;
  constexpr auto kNever = std::chrono::steady_clock::time_point::max();
  const bool bounded = longest_wait != std::chrono::milliseconds::max();
  typename Handover::Alarm alarm{executor, bounded ? std::chrono::steady_clock::now() + longest_wait : kNever};
  struct Presence {
    Handover& handover;
    Presence(Handover& to, typename Handover::Alarm& alarm) : handover(to) { to.alarm = &alarm; }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    Presence(Presence&&) = delete;
    Presence& operator=(Presence&&) = delete;
    ~Presence() {
      const std::lock_guard lock{handover.mutex};
      handover.alarm = nullptr;
    }
  };
  const Presence presence{*handover, alarm};

  const auto accepted = pool.try_submit([handover, function = std::move(function), &pool]() mutable {
    if (handover->begin()) {
      detail::deliver(handover, detail::outcome_of(function, pool.name()));
    }
  });
  if (!accepted) {
    co_return std::unexpected(unavailable("queue of " + pool.name() + " is full"));
  }

  boost::system::error_code rung;
  co_await alarm.async_wait(asio::redirect_error(asio::use_awaitable_t<Executor>{}, rung));
  if (!rung) {  // nobody cancelled the alarm: it went off
    if (handover->give_up()) {
      co_return std::unexpected(unavailable("waited too long for " + pool.name()));
    }
    alarm.expires_at(kNever);
    if (!handover->is_done()) {
      co_await alarm.async_wait(asio::redirect_error(asio::use_awaitable_t<Executor>{}, rung));
    }
  }
  const std::lock_guard lock{handover->mutex};
  if (!handover->outcome) {
    co_return std::unexpected(Error{
        .code = ErrorCode::timeout, .fields = {}, .detail = "gave up waiting for " + pool.name(), .retry_after = {}});
  }
  co_return std::move(*handover->outcome);
}

}  // namespace conduit::async
