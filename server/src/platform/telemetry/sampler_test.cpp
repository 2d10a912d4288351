#include "platform/telemetry/sampler.hpp"

#include <gtest/gtest.h>

namespace conduit::telemetry {
namespace {

int recorded_of_ten_thousand(const Sampler& sampler) {
  constexpr int kTraces = 10'000;
  int recorded = 0;
  for (int i = 0; i < kTraces; ++i) {
    recorded += sampler.records(new_trace_id(), {}) ? 1 : 0;
  }
  return recorded;
}

TEST(Sampler, IsNamedAsOpenTelemetryNamesIt) {
  EXPECT_EQ(Sampler::parse("always_on", "")->ratio, 1);
  EXPECT_EQ(Sampler::parse("always_off", "")->ratio, 0);
  EXPECT_EQ(Sampler::parse("traceidratio", "0.25")->ratio, 0.25);
  EXPECT_EQ(Sampler::parse("traceidratio", "")->ratio, 1);
  EXPECT_FALSE(Sampler::parse("traceidratio", "0.25")->parent_based);
  EXPECT_TRUE(Sampler::parse("parentbased_traceidratio", "0.25")->parent_based);
}

TEST(Sampler, WhatItDoesNotKnowIsRefused) {
  for (const auto* const name : {"", "sometimes", "parentbased_", "jaeger_remote"}) {
    EXPECT_FALSE(Sampler::parse(name, "")) << name;
  }
  for (const auto* const ratio : {"1.5", "-0.1", "nan", "0.5x", "half"}) {
    EXPECT_FALSE(Sampler::parse("traceidratio", ratio)) << ratio;
  }
}

TEST(Sampler, RecordsItsShare) {
  EXPECT_EQ(recorded_of_ten_thousand({.ratio = 1}), 10'000);
  EXPECT_EQ(recorded_of_ten_thousand({.ratio = 0}), 0);
  EXPECT_NEAR(recorded_of_ten_thousand({.ratio = 0.1}), 1'000, 200);
}

TEST(Sampler, AParentDecidesWhereItIsAsked) {
  const TraceContext recorded{.trace = new_trace_id(), .span = new_span_id(), .sampled = true};
  const TraceContext ignored{.trace = new_trace_id(), .span = new_span_id(), .sampled = false};
  EXPECT_TRUE((Sampler{.parent_based = true, .ratio = 0}.records(recorded.trace, recorded)));
  EXPECT_FALSE((Sampler{.parent_based = true, .ratio = 1}.records(ignored.trace, ignored)));
  EXPECT_FALSE((Sampler{.parent_based = false, .ratio = 0}.records(recorded.trace, recorded)));
  EXPECT_TRUE((Sampler{.parent_based = false, .ratio = 1}.records(ignored.trace, ignored)));
}

}  // namespace
}  // namespace conduit::telemetry
