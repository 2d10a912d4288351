#include "platform/cache/single_flight.hpp"

#include "base/task_test_support.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace conduit::cache {
namespace {

using Outcome = SingleFlight::Outcome;
using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

constexpr std::size_t kReaders = 1'000;

asio::awaitable<void, Executor> pause() {
  Timer timer{co_await asio::this_coro::executor, std::chrono::milliseconds{20}};
  co_await timer.async_wait(asio::use_awaitable_t<Executor>{});
}

/// A thousand readers, of whom nobody is done before all have asked.
struct Crowd {
  SingleFlight flights;
  std::atomic<std::size_t> asked{0};

  asio::awaitable<std::optional<SingleFlight::Lead>, Executor> join(std::string_view key) {
    ++asked;
    auto lead = co_await flights.join(key);
    while (lead && asked < kReaders) {
      co_await pause();
    }
    if (lead) {
      co_await pause();  // for the last one, who has counted and may not have joined
    }
    co_return lead;
  }
};

/// Answers with whether it led, and if so, with this outcome and after a while.
Task<bool> fly(Crowd& crowd, std::string_view key, Outcome outcome) {
  auto lead = co_await crowd.join(key);
  if (lead) {
    lead->set_outcome(outcome);
  }
  co_return lead.has_value();
}

std::ptrdiff_t leaders_among(const std::vector<Result<bool>>& readers) {
  return std::ranges::count_if(readers, [](const Result<bool>& led) { return *led; });
}

TEST(SingleFlight, LetsOneOfAThousandReadersLead) {
  Crowd crowd;
  const auto readers = run_in_parallel(kReaders, [&](std::size_t) { return fly(crowd, "cold", Outcome::kept); });
  EXPECT_EQ(leaders_among(readers), 1);
}

TEST(SingleFlight, LetsAllGoOnAtOnceWhenTheAnswerCannotBeShared) {
  Crowd crowd;
  const auto began = SteadyClock::now();
  const auto readers = run_in_parallel(kReaders, [&](std::size_t) { return fly(crowd, "mine", Outcome::not_kept); });
  EXPECT_EQ(leaders_among(readers), 1);
  EXPECT_LT(SteadyClock::now() - began, std::chrono::seconds{5}) << "one after the other they would take 20";
}

TEST(SingleFlight, LetsTheNextOneLeadWhenTheLeaderFails) {
  Crowd crowd;
  std::atomic<int> failures{3};
  const auto try_to_make = [](Crowd& of, std::atomic<int>& left) -> Task<bool> {
    auto lead = co_await of.join("brittle");
    if (lead) {
      if (left.fetch_sub(1) <= 0) {
        lead->set_outcome(Outcome::kept);
      }
    }
    co_return lead.has_value();
  };
  const auto readers = run_in_parallel(kReaders, [&](std::size_t) { return try_to_make(crowd, failures); });
  EXPECT_EQ(leaders_among(readers), 4);
}

TEST(SingleFlight, KeepsKeysApart) {
  Crowd crowd;
  const auto readers =
      run_in_parallel(kReaders, [&](std::size_t i) { return fly(crowd, i % 2 == 0 ? "even" : "odd", Outcome::kept); });
  EXPECT_EQ(leaders_among(readers), 2);
}

/// Readers of one thread, some of whom are called off.
class CalledOff : public testing::Test {
 protected:
  using Led = std::optional<bool>;

  /// Starts a reader who makes the answer for as long as it takes, when it is for them to make.
  void read(Led& led, asio::cancellation_signal& call_off) {
    const auto task = [](SingleFlight& of, Led& out) -> asio::awaitable<void, Executor> {
      auto lead = co_await of.join("slow");
      out = lead.has_value();
      if (lead) {
        co_await pause();
        lead->set_outcome(Outcome::kept);
      }
    };
    asio::co_spawn(io_, task(flights_, led),
                   asio::bind_cancellation_slot(call_off.slot(), [](const std::exception_ptr&) {}));
  }

  void call_off(asio::cancellation_signal& signal) {
    asio::post(io_, [&signal] { signal.emit(asio::cancellation_type::terminal); });
  }

  asio::io_context io_{1};
  SingleFlight flights_;
  asio::cancellation_signal first_call_;
  asio::cancellation_signal second_call_;
  asio::cancellation_signal third_call_;
  Led first_;
  Led second_;
  Led third_;
};

TEST_F(CalledOff, ALeaderLeavesTheLeadToOneOfTheOthers) {
  read(first_, first_call_);
  read(second_, second_call_);
  read(third_, third_call_);
  call_off(first_call_);

  io_.run();

  EXPECT_EQ(first_, true);
  EXPECT_EQ(std::minmax(second_, third_), std::minmax(Led{true}, Led{false}));
}

TEST_F(CalledOff, WhoWaitsGoesAlone) {
  read(first_, first_call_);
  read(second_, second_call_);
  read(third_, third_call_);
  call_off(second_call_);

  io_.run();

  EXPECT_EQ(first_, true);
  EXPECT_EQ(second_.value_or(false), false);
  EXPECT_EQ(third_, false);
}

}  // namespace
}  // namespace conduit::cache
