#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace conduit {
namespace {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const noexcept override { return time; }
  Timestamp time = std::chrono::sys_days{std::chrono::January / 1 / 2060};
};

TEST(IdGenerator, CountsUpWhileTheClockStandsOrStepsBack) {
  FixedClock clock;
  IdGenerator ids{clock};

  auto last = ids.next<ArticleId>();
  for (int i = 0; i < 10'000; ++i) {
    clock.time -= std::chrono::milliseconds{1};
    const auto next = ids.next<ArticleId>();
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST(IdGenerator, StaysExactInADouble) {
  const FixedClock clock;
  IdGenerator ids{clock};

  EXPECT_LT(ids.next<CommentId>().value, std::int64_t{1} << 53);
}

}  // namespace
}  // namespace conduit
