#include "platform/telemetry/trace_context.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace conduit::telemetry {
namespace {

constexpr auto kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr auto kSpan = "00f067aa0ba902b7";

std::string traceparent(const std::string& flags = "01") {
  return std::string{"00-"} + kTrace + "-" + kSpan + "-" + flags;
}

TEST(TraceContext, IsReadAndWrittenAlike) {
  const auto context = parse_traceparent(traceparent());
  ASSERT_TRUE(context);
  EXPECT_EQ(to_hex(context->trace), kTrace);
  EXPECT_EQ(to_hex(context->span), kSpan);
  EXPECT_TRUE(context->sampled);
  EXPECT_EQ(to_traceparent(*context), traceparent());
}

TEST(TraceContext, OfTheFlagsOnlySampledCounts) {
  EXPECT_FALSE(parse_traceparent(traceparent("00"))->sampled);
  EXPECT_FALSE(parse_traceparent(traceparent("02"))->sampled);
  EXPECT_TRUE(parse_traceparent(traceparent("ff"))->sampled);
}

TEST(TraceContext, ALaterVersionIsReadAsFarAsItIsKnown) {
  EXPECT_TRUE(parse_traceparent("cc" + traceparent().substr(2)));
  EXPECT_TRUE(parse_traceparent("cc" + traceparent().substr(2) + "-what-may-come"));
  EXPECT_FALSE(parse_traceparent("cc" + traceparent().substr(2) + ".what"));
}

TEST(TraceContext, WhatIsMalformedCountsAsNone) {
  const auto good = traceparent();
  for (const auto& text :
       {std::string{}, good.substr(1), good + "-", good + "0", "ff" + good.substr(2), "0G" + good.substr(2),
        "00-" + std::string(32, '0') + good.substr(35), good.substr(0, 36) + std::string(16, '0') + "-01",
        "00_" + good.substr(3), std::string{"00-4BF92F3577B34DA6A3CE929D0E0E4736"} + good.substr(35), traceparent("0x"),
        good.substr(0, 52) + "_01"}) {
    EXPECT_FALSE(parse_traceparent(text)) << text;
  }
}

TEST(TraceContext, NewIdsAreValidAndDistinct) {
  std::set<TraceId> traces;
  std::set<SpanId> spans;
  constexpr int kIds = 1'000;
  for (int i = 0; i < kIds; ++i) {
    const auto trace = new_trace_id();
    const auto span = new_span_id();
    EXPECT_TRUE(is_valid(trace) && is_valid(span));
    traces.insert(trace);
    spans.insert(span);
  }
  EXPECT_EQ(traces.size(), kIds);
  EXPECT_EQ(spans.size(), kIds);
}

}  // namespace
}  // namespace conduit::telemetry
