#pragma once

// The template behind run_blocking(); included by blocking_pool.hpp only.

#include "platform/async/handover.hpp"
#include "platform/telemetry/trace.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <utility>

namespace conduit::async {
namespace detail {

/// Who is first: the pool's thread that begins the job, or the waiter that gives it up.
class Turn {
 public:
  /// False when the waiter has given up: then the job is not to be done.
  [[nodiscard]] bool begin() { return !taken_.exchange(true); }
  /// False when the job has begun: then it is to be waited for.
  [[nodiscard]] bool give_up() { return !taken_.exchange(true); }

 private:
  std::atomic<bool> taken_{false};
};

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
  using Waiting = Handover<Outcome>;

  const auto handover = std::make_shared<Waiting>();
  const auto turn = std::make_shared<detail::Turn>();
  const auto accepted = pool.try_submit(
      [handover, turn, function = std::move(function), &pool, ticket = telemetry::Visit::ticket()]() mutable {
        if (!turn->begin()) {
          return;
        }
        std::optional<Outcome> outcome;
        {
          const telemetry::Visit visit{ticket};
          telemetry::Span span{pool.name()};
          outcome.emplace(detail::outcome_of(function, pool.name()));
          if (!*outcome) {
            span.fail();
          }
        }
        // After the span: when the request goes on, all that was done for it is in its trace.
        handover->deliver(*std::move(outcome));
      });
  if (!accepted) {
    co_return std::unexpected(unavailable("queue of " + pool.name() + " is full"));
  }

  constexpr auto kNever = Waiting::Time::max();
  const bool bounded = longest_wait != std::chrono::milliseconds::max();
  auto ending = co_await handover->wait_until(bounded ? std::chrono::steady_clock::now() + longest_wait : kNever);
  if (ending == Waiting::Ending::elapsed) {
    if (turn->give_up()) {
      co_return std::unexpected(unavailable("waited too long for " + pool.name()));
    }
    ending = co_await handover->wait_until(kNever);
  }
  if (ending != Waiting::Ending::delivered) {
    co_return std::unexpected(Error{
        .code = ErrorCode::timeout, .fields = {}, .detail = "gave up waiting for " + pool.name(), .retry_after = {}});
  }
  co_return *handover->take();
}

}  // namespace conduit::async
