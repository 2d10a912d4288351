#include "platform/rate_limit/memory_limiter.hpp"

#include "base/clock_test_support.hpp"
#include "base/task_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

namespace conduit::rate_limit {
namespace {

using std::chrono::seconds;

const Policy kThree{.name = "three", .limit = 3, .window = seconds{30}};

bool takes(MemoryLimiter& limiter, const Policy& policy, const std::string& key) {
  return run(limiter.take(policy, key)).value().allowed;
}

TEST(MemoryLimiter, CountsEveryKeyAndEveryPolicyApart) {
  const ManualClock clock;
  MemoryLimiter limiter{clock};
  const Policy other{.name = "other", .limit = 1, .window = seconds{30}};

  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(takes(limiter, kThree, "ann"));
  }
  EXPECT_FALSE(takes(limiter, kThree, "ann"));
  EXPECT_TRUE(takes(limiter, kThree, "bob"));
  EXPECT_TRUE(takes(limiter, other, "ann"));
  EXPECT_EQ(limiter.statistics().allowed, 5U);
  EXPECT_EQ(limiter.statistics().refused, 1U);
}

TEST(MemoryLimiter, GivesBackWhatDidNotCount) {
  const ManualClock clock;
  MemoryLimiter limiter{clock};
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(takes(limiter, kThree, "ann"));
    EXPECT_TRUE(run(limiter.give_back(kThree, "ann")));
  }
  EXPECT_TRUE(run(limiter.give_back(kThree, "never seen")));
}

TEST(MemoryLimiter, HoldsUnderParallelRequests) {
  const ManualClock clock;
  MemoryLimiter limiter{clock};
  const auto decisions =
      run_in_parallel(64, [&](std::size_t) -> Task<Decision> { return limiter.take(kThree, "ann"); });
  EXPECT_EQ(std::ranges::count_if(decisions, [](const auto& decision) { return decision->allowed; }), 3);
}

TEST(MemoryLimiter, ForgetsThoseWhoseQuotaIsWholeAgain) {
  ManualClock clock;
  MemoryLimiter limiter{clock};
  for (int i = 0; i < 20'000; ++i) {
    takes(limiter, kThree, std::to_string(i));
    clock.time += std::chrono::milliseconds{100};
  }
  // 100 newcomers are short of their quota at any time (10 s each); twice that and the least size of a shard may be
  // kept.
  EXPECT_LE(limiter.clients(), 16U * 64U);
}

TEST(MemoryLimiter, LetsStrangersThroughWhenItCannotRememberMore) {
  const ManualClock clock;
  MemoryLimiter limiter{clock, 160};
  for (int i = 0; i < 5'000; ++i) {
    EXPECT_TRUE(takes(limiter, kThree, std::to_string(i)));
  }
  EXPECT_LE(limiter.clients(), 160U);
  EXPECT_GE(limiter.statistics().failed_open, 4'840U);
}

}  // namespace
}  // namespace conduit::rate_limit
