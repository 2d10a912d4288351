#include "platform/telemetry/measurements.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace conduit::telemetry {
namespace {

constexpr std::array kBounds{0.1, 1.0};
constexpr MetricDescription kDuration{.name = "http.server.request.duration",
                                      .kind = MetricKind::histogram,
                                      .unit = "s",
                                      .help = "How long answers took."};
constexpr MetricDescription kHits{
    .name = "conduit.cache.lookups", .kind = MetricKind::counter, .unit = "{lookup}", .help = "Lookups."};
constexpr MetricDescription kMemory{
    .name = "process.memory.usage", .kind = MetricKind::gauge, .unit = "By", .help = "Memory."};

TEST(Histogram, CountsEachValueInTheBucketWhoseBoundItDoesNotExceed) {
  Histogram histogram{kBounds};
  for (const double value : {0.05, 0.1, 0.5, 1.0, 7.0}) {
    histogram.record(value);
  }
  const auto value = histogram.value();
  EXPECT_EQ(value.counts, (std::vector<std::uint64_t>{2, 2, 1}));
  EXPECT_EQ(value.count, 5U);
  EXPECT_DOUBLE_EQ(value.sum, 8.65);
}

TEST(Histogram, LosesNothingThatThreadsRecordAtTheSameTime) {
  constexpr int kThreads = 4;
  constexpr int kTimes = 5'000;
  Histogram histogram{kBounds};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&histogram] {
        for (int n = 0; n < kTimes; ++n) {
          histogram.record(0.5);
        }
      });
    }
  }
  EXPECT_EQ(histogram.value().count, kThreads * kTimes);
  EXPECT_DOUBLE_EQ(histogram.value().sum, kThreads * kTimes * 0.5);
}

TEST(Histogram, ValuesAreAddedUpAndToldApart) {
  Histogram histogram{kBounds};
  histogram.record(0.05);
  const auto earlier = histogram.value();
  histogram.record(0.5);
  histogram.record(0.5);
  const auto later = histogram.value().since(earlier);
  EXPECT_EQ(later.counts, (std::vector<std::uint64_t>{0, 2, 0}));
  EXPECT_DOUBLE_EQ(later.sum, 1.0);
  HistogramValue sum;
  sum += earlier;
  sum += later;
  EXPECT_EQ(sum.counts, histogram.value().counts);
  EXPECT_EQ(sum.count, 3U);
}

TEST(Histogram, QuantilesLieInTheirBucket) {
  Histogram histogram{kBounds};
  EXPECT_EQ(histogram.value().quantile(0.5), 0);
  for (int i = 0; i < 90; ++i) {
    histogram.record(0.05);
  }
  for (int i = 0; i < 10; ++i) {
    histogram.record(0.5);
  }
  EXPECT_NEAR(histogram.value().quantile(0.5), 0.0555, 0.001);
  EXPECT_NEAR(histogram.value().quantile(0.99), 0.91, 0.001);
  histogram.record(100);
  EXPECT_EQ(histogram.value().quantile(1), 1.0) << "above the last bound nothing is known";
}

TEST(Prometheus, NamesCarryUnitAndKind) {
  Histogram histogram{kBounds};
  histogram.record(0.5);
  Measurements measurements;
  measurements.add(kDuration, {{"http.route", "/api/tags"}}, histogram.value());
  measurements.add(kHits, {{"cache.result", "hit"}}, 3.0);
  measurements.add(kMemory, {}, 4096.0);
  measurements.add(kHits, {{"cache.result", "miss"}}, 1.0);
  EXPECT_EQ(to_prometheus(measurements),
            "# HELP http_server_request_duration_seconds How long answers took.\n"
            "# TYPE http_server_request_duration_seconds histogram\n"
            "http_server_request_duration_seconds_bucket{http_route=\"/api/tags\",le=\"0.1\"} 0\n"
            "http_server_request_duration_seconds_bucket{http_route=\"/api/tags\",le=\"1\"} 1\n"
            "http_server_request_duration_seconds_bucket{http_route=\"/api/tags\",le=\"+Inf\"} 1\n"
            "http_server_request_duration_seconds_sum{http_route=\"/api/tags\"} 0.5\n"
            "http_server_request_duration_seconds_count{http_route=\"/api/tags\"} 1\n"
            "# HELP conduit_cache_lookups_total Lookups.\n"
            "# TYPE conduit_cache_lookups_total counter\n"
            "conduit_cache_lookups_total{cache_result=\"hit\"} 3\n"
            "conduit_cache_lookups_total{cache_result=\"miss\"} 1\n"
            "# HELP process_memory_usage_bytes Memory.\n"
            "# TYPE process_memory_usage_bytes gauge\n"
            "process_memory_usage_bytes 4096\n");
}

TEST(Prometheus, EscapesWhatWouldEndALabel) {
  Measurements measurements;
  measurements.add(kHits, {{"a.b", "x\"y\\z\nw"}}, 1.0);
  EXPECT_NE(to_prometheus(measurements).find(R"({a_b="x\"y\\z\nw"} 1)"), std::string::npos);
}

}  // namespace
}  // namespace conduit::telemetry
