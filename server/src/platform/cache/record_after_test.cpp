#include "platform/cache/record_after.hpp"

#include "base/error.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/task_test_support.hpp"
#include "platform/cache/unshared_cache.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <expected>
#include <stdexcept>

namespace conduit::cache {
namespace {

constexpr Topic kTea = topic(1, 17);
constexpr Topic kLists = topic(2);

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

Task<int> answer(Result<int> outcome) { co_return outcome; }

Task<int> failure() {
  throw std::runtime_error{"broken"};
  co_return 1;
}

/// Commits when `gate` is opened, and could be cancelled meanwhile.
Task<int> slow_write(Timer& gate, bool& committed) {
  boost::system::error_code opened;
  co_await gate.async_wait(asio::redirect_error(asio::use_awaitable_t<Executor>{}, opened));
  committed = true;
  co_return 1;
}

TEST(RecordAfter, TellsAllTopicsAndPassesTheOutcomeOn) {
  UnsharedCache cache;
  const auto& clock = cache.changes();
  const auto before = clock.now();

  EXPECT_EQ(run(record_after(cache, {kTea, kLists}, answer(7))).value(), 7);

  EXPECT_TRUE(clock.changed_since(kTea, before));
  EXPECT_TRUE(clock.changed_since(kLists, before));
}

TEST(RecordAfter, AWriteThatFailedMayHaveHappened) {
  UnsharedCache cache;
  const auto& clock = cache.changes();

  auto before = clock.now();
  EXPECT_FALSE(run(record_after(cache, {kTea}, answer(std::unexpected(unavailable("lost"))))));
  EXPECT_TRUE(clock.changed_since(kTea, before));

  before = clock.now();
  EXPECT_THROW((void)run(record_after(cache, {kTea}, failure())), std::runtime_error);
  EXPECT_TRUE(clock.changed_since(kTea, before));
}

TEST(RecordAfter, WaitsForTheWriteOfACallerWhoGaveUp) {
  UnsharedCache cache;
  const auto& clock = cache.changes();
  asio::io_context context{1};
  Timer gate{context, std::chrono::steady_clock::time_point::max()};
  asio::cancellation_signal caller;
  bool committed = false;
  const auto before = clock.now();
  asio::co_spawn(context, record_after(cache, {kTea}, slow_write(gate, committed)),
                 asio::bind_cancellation_slot(caller.slot(), [](const std::exception_ptr&, const Result<int>&) {}));
  context.poll();

  caller.emit(asio::cancellation_type::terminal);
  context.poll();

  EXPECT_FALSE(committed);
  EXPECT_FALSE(clock.changed_since(kTea, before));

  gate.cancel();
  context.poll();

  EXPECT_TRUE(committed);
  EXPECT_TRUE(clock.changed_since(kTea, before));
}

}  // namespace
}  // namespace conduit::cache
