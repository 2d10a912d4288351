#include "platform/rate_limit/gcra.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

namespace conduit::rate_limit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Moment kStart{std::chrono::sys_days{std::chrono::January / 31 / 2026}};
const Policy kSixPerMinute{.name = "test", .limit = 6, .window = seconds{60}};

TEST(Gcra, AllowsTheLimitAtOnceAndTellsWhatIsLeft) {
  auto whole_at = kStart;
  for (std::int64_t left = 5; left >= 0; --left) {
    const auto step = take_one(kSixPerMinute, whole_at, kStart);
    EXPECT_TRUE(step.decision.allowed);
    EXPECT_EQ(step.decision.remaining, left);
    EXPECT_EQ(step.decision.reset, seconds{10 * (6 - left)});
    whole_at = step.whole_at;
  }
  const auto refused = take_one(kSixPerMinute, whole_at, kStart);
  EXPECT_FALSE(refused.decision.allowed);
  EXPECT_EQ(refused.decision.retry_after, seconds{10});
  EXPECT_EQ(refused.whole_at, whole_at) << "what was refused must not count";
}

TEST(Gcra, AllowsAgainExactlyWhenItSaidSo) {
  auto whole_at = kStart;
  for (int i = 0; i < 6; ++i) {
    whole_at = take_one(kSixPerMinute, whole_at, kStart).whole_at;
  }
  const auto now = kStart + milliseconds{3'500};
  const auto wait = take_one(kSixPerMinute, whole_at, now).decision.retry_after;
  EXPECT_EQ(wait, seconds{7});  // 6.5 s, rounded up
  EXPECT_FALSE(take_one(kSixPerMinute, whole_at, kStart + milliseconds{9'999}).decision.allowed);
  EXPECT_TRUE(take_one(kSixPerMinute, whole_at, kStart + milliseconds{10'000}).decision.allowed);
}

TEST(Gcra, NoWindowEverHoldsMoreThanTwiceTheLimitAndTheLongRunHoldsTheRate) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message{} << "seed " << seed);
  std::mt19937 random{seed};
  std::uniform_int_distribution<int> pause{0, 3'000};
  std::vector<Moment> allowed;
  auto whole_at = kStart;
  auto now = kStart;
  const auto end = kStart + seconds{3'600};
  while (now < end) {
    const auto step = take_one(kSixPerMinute, whole_at, now);
    whole_at = step.whole_at;
    if (step.decision.allowed) {
      allowed.push_back(now);
    }
    now += milliseconds{pause(random)};
  }
  EXPECT_LE(std::ssize(allowed), 6 + 6 * 60);
  EXPECT_GE(std::ssize(allowed), 6 * 59);
  for (auto first = allowed.begin(); first != allowed.end(); ++first) {
    const auto last = std::ranges::lower_bound(allowed, *first + kSixPerMinute.window);
    EXPECT_LE(last - first, 12);
  }
}

TEST(Gcra, PuttingBackUndoesATake) {
  const auto taken = take_one(kSixPerMinute, kStart, kStart);
  EXPECT_EQ(put_back(kSixPerMinute, taken.whole_at), kStart);
}

TEST(Gcra, AClockThatWasPutBackRefusesForOneWindowAtMost) {
  const auto refused = take_one(kSixPerMinute, kStart + std::chrono::hours{24}, kStart);
  EXPECT_FALSE(refused.decision.allowed);
  EXPECT_LE(refused.decision.retry_after, seconds{10});
  EXPECT_LE(refused.decision.reset, kSixPerMinute.window);
}

}  // namespace
}  // namespace conduit::rate_limit
