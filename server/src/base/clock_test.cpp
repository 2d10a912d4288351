#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string_view>

namespace conduit {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

TEST(Rfc3339, WritesMillisecondsOfUtc) {
  EXPECT_EQ(to_rfc3339(Timestamp{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(sys_days{2026y / 1 / 31} + 9h + 5min + 7ms), "2026-01-31T09:05:00.007Z");
  EXPECT_EQ(to_rfc3339(sys_days{2024y / 2 / 29} + 23h + 59min + 59s + 999ms), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(Timestamp{-1ms}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(sys_days{9999y / 12 / 31} + 24h - 1ms), "9999-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsWhatItWrites) {
  for (auto time = Timestamp{sys_days{1900y / 1 / 1}}; time < sys_days{2200y / 1 / 1}; time += 12'345'678'901ms) {
    ASSERT_EQ(parse_rfc3339(to_rfc3339(time)), time);
  }
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-01-31T09:05:00Z",
                                      "2026-01-31T09:05:00.00Z",
                                      "2026-01-31T09:05:00.0000Z",
                                      "2026-01-31T09:05:00.000",
                                      "2026-01-31T09:05:00.000z",
                                      "2026-01-31t09:05:00.000Z",
                                      "2026-01-31 09:05:00.000Z",
                                      "2026-01-31T09:05:00.000+00:00",
                                      "2026-02-29T09:05:00.000Z",
                                      "2026-00-01T00:00:00.000Z",
                                      "2026-13-01T00:00:00.000Z",
                                      "2026-01-00T00:00:00.000Z",
                                      "2026-01-32T00:00:00.000Z",
                                      "2026-01-31T24:00:00.000Z",
                                      "2026-01-31T00:60:00.000Z",
                                      "2026-01-31T00:00:60.000Z",
                                      "-026-01-31T00:00:00.000Z",
                                      "2026-01-31T+9:05:00.000Z",
                                      "2026-01-31T 9:05:00.000Z",
                                      "2026-01-31T09:05:00.-01Z",
                                      "2026-01-31T09:05:00,000Z",
                                      " 2026-01-31T09:05:00.000Z",
                                      "2026-01-31T09:05:00.000Z "}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace conduit
