#include "platform/async/blocking_pool.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace conduit::async {
namespace {

/// Runs `task` on `context` until it ends.
template <class T>
Result<T> run(asio::io_context& context, Task<T> task) {
  std::optional<Result<T>> outcome;
  asio::co_spawn(context, std::move(task), [&](const std::exception_ptr& error, Result<T> result) {
    if (error) {
      std::rethrow_exception(error);
    }
    outcome.emplace(std::move(result));
  });
  context.restart();
  context.run();
  return std::move(*outcome);
}

Task<std::thread::id> thread_after(BlockingPool& pool) {
  const auto outcome = co_await run_blocking(pool, []() -> Result<int> { return 1; });
  CO_TRY(outcome);
  co_return std::this_thread::get_id();
}

Task<std::thread::id> thread_within(BlockingPool& pool) {
  co_return co_await run_blocking(pool, []() -> Result<std::thread::id> { return std::this_thread::get_id(); });
}

/// Holds a pool of one thread until it is let go.
class Blocker {
 public:
  explicit Blocker(BlockingPool& pool) {
    std::promise<void> started;
    const auto running = started.get_future();
    EXPECT_TRUE(pool.try_submit([started = std::move(started), released = let_go_.get_future()]() mutable {
      started.set_value();
      released.wait();
    }));
    running.wait();
  }
  Blocker(const Blocker&) = delete;
  Blocker& operator=(const Blocker&) = delete;
  Blocker(Blocker&&) = delete;
  Blocker& operator=(Blocker&&) = delete;
  ~Blocker() { release(); }

  void release() {
    if (!std::exchange(released_, true)) {
      let_go_.set_value();
    }
  }

 private:
  std::promise<void> let_go_;
  bool released_ = false;
};

TEST(RunBlocking, WorksElsewhereAndResumesOnTheCallersThread) {
  asio::io_context context{1};
  BlockingPool pool{"test", {.threads = 2, .queue = 8}};

  const auto within = run(context, thread_within(pool));
  const auto after = run(context, thread_after(pool));

  EXPECT_NE(within.value(), std::this_thread::get_id());
  EXPECT_EQ(after.value(), std::this_thread::get_id());
}

TEST(RunBlocking, HandsOnTheErrorOfTheFunction) {
  asio::io_context context{1};
  BlockingPool pool{"test", {.threads = 1, .queue = 8}};

  const auto outcome =
      run(context, run_blocking(pool, []() -> Result<int> { return std::unexpected(conflict("email")); }));

  EXPECT_EQ(outcome.error().code, ErrorCode::conflict);
}

TEST(RunBlocking, TurnsAnExceptionIntoAnInternalError) {
  asio::io_context context{1};
  BlockingPool pool{"hashes", {.threads = 1, .queue = 8}};

  const auto outcome = run(context, run_blocking(pool, []() -> Result<int> { throw std::runtime_error{"no memory"}; }));

  EXPECT_EQ(outcome.error().code, ErrorCode::internal);
  EXPECT_EQ(outcome.error().detail, "hashes: no memory");
}

TEST(RunBlocking, IsUnavailableWhenTheQueueIsFull) {
  asio::io_context context{1};
  BlockingPool pool{"test", {.threads = 1, .queue = 1}};
  const Blocker blocker{pool};
  ASSERT_TRUE(pool.try_submit([] {}));
  ASSERT_EQ(pool.queued(), 1U);

  const auto outcome = run(context, run_blocking(pool, []() -> Result<int> { return 1; }));

  EXPECT_EQ(outcome.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(outcome.error().retry_after.has_value());
}

TEST(RunBlocking, GivesUpInTheQueueAndTheJobNeverRuns) {
  asio::io_context context{1};
  std::atomic<bool> ran = false;
  {
    BlockingPool pool{"test", {.threads = 1, .queue = 8}};
    const Blocker blocker{pool};

    const auto outcome = run(context, run_blocking(
                                          pool,
                                          [&ran]() -> Result<int> {
                                            ran = true;
                                            return 1;
                                          },
                                          std::chrono::milliseconds{10}));

    EXPECT_EQ(outcome.error().code, ErrorCode::unavailable);
  }
  EXPECT_FALSE(ran) << "its caller was told that it had not been done";
}

TEST(RunBlocking, WaitsForAJobThatHasBegunHoweverLongItTakes) {
  asio::io_context context{1};
  BlockingPool pool{"test", {.threads = 1, .queue = 8}};
  std::promise<void> let_go;
  asio::steady_timer later{context, std::chrono::milliseconds{50}};
  later.async_wait([&](const boost::system::error_code&) { let_go.set_value(); });

  const auto outcome = run(context, run_blocking(
                                        pool,
                                        [released = let_go.get_future()]() -> Result<int> {
                                          released.wait();
                                          return 7;
                                        },
                                        std::chrono::milliseconds{10}));

  EXPECT_EQ(outcome.value(), 7);
}

TEST(RunBlocking, KeepsTheIoContextRunningWhileItWaits) {
  asio::io_context context{1};
  BlockingPool pool{"test", {.threads = 1, .queue = 8}};
  Blocker blocker{pool};
  asio::steady_timer later{context, std::chrono::milliseconds{20}};
  later.async_wait([&](const boost::system::error_code&) { blocker.release(); });

  const auto outcome = run(context, run_blocking(pool, []() -> Result<int> { return 7; }));

  EXPECT_EQ(outcome.value(), 7);
}

TEST(RunBlocking, ReturnsMoveOnlyValues) {
  asio::io_context context{1};
  BlockingPool pool{"test", {.threads = 1, .queue = 8}};

  auto input = std::make_unique<int>(5);
  const auto outcome =
      run(context, run_blocking(pool, [held = std::move(input)]() mutable -> Result<std::unique_ptr<int>> {
            return std::move(held);
          }));

  EXPECT_EQ(**outcome, 5);
}

TEST(RunBlocking, ReturnsWhenItsCallerIsCancelled) {
  asio::io_context context{1};
  BlockingPool pool{"test", {.threads = 1, .queue = 8}};
  const Blocker blocker{pool};
  asio::cancellation_signal cancel;
  std::optional<Result<int>> outcome;
  asio::co_spawn(context, run_blocking(pool, []() -> Result<int> { return 1; }),
                 asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&, Result<int> result) {
                   outcome.emplace(std::move(result));
                 }));
  context.poll();

  cancel.emit(asio::cancellation_type::terminal);
  context.run();

  EXPECT_EQ(outcome.value().error().code, ErrorCode::timeout);
}

// A server that is stopped while the job still runs: the coroutine's frame goes with the io_context, and the job finds
// nobody to hand its outcome to.
TEST(RunBlocking, OutlivesAStoppedIoContext) {
  auto context = std::make_unique<asio::io_context>(1);
  {
    BlockingPool pool{"test", {.threads = 1, .queue = 8}};
    const Blocker blocker{pool};
    asio::co_spawn(*context, run_blocking(pool, []() -> Result<int> { return 1; }),
                   [](const std::exception_ptr&, const Result<int>&) {});
    context->poll();
    context->stop();
  }

  context.reset();  // with the outcome posted and nobody to run it
}

TEST(BlockingPool, FinishesWhatIsQueuedBeforeItGoes) {
  std::atomic<int> done = 0;
  {
    BlockingPool pool{"test", {.threads = 1, .queue = 100}};
    Blocker blocker{pool};
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(pool.try_submit([&] { ++done; }));
    }
    EXPECT_FALSE(pool.try_submit([&] { ++done; }));
    blocker.release();
  }

  EXPECT_EQ(done, 100);
}

}  // namespace
}  // namespace conduit::async
