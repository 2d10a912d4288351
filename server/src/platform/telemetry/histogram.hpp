#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace conduit::telemetry {

/// Upper bounds of buckets, each inclusive; one more bucket is for what is above the last.
using Bounds = std::span<const double>;

/// Of durations in seconds: what OpenTelemetry recommends for HTTP, and finer ones below, where our answers lie.
inline constexpr std::array kSeconds{0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                     0.075,   0.1,    0.25,    0.5,    0.75,  1.0,    2.5,   5.0,  7.5,   10.0};
/// Of things that are counted.
inline constexpr std::array kCounts{1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0};

struct HistogramValue {
  Bounds bounds;
  /// One per bucket, one more than bounds.
  std::vector<std::uint64_t> counts;
  std::uint64_t count = 0;
  double sum = 0;

  /// Of the same bounds, or none yet.
  HistogramValue& operator+=(const HistogramValue& other);
  /// What came since `earlier`, a value of the same histogram.
  [[nodiscard]] HistogramValue since(const HistogramValue& earlier) const;
  /// The value that a share of all, from 0 to 1, did not exceed: between a bucket's bounds it is taken to be even.
  /// Zero of nothing.
  [[nodiscard]] double quantile(double share) const;
};

/// How a number was spread since the start. Any thread records, at the cost of two atomic additions.
class Histogram {
 public:
  /// `bounds` ascend, and outlive this.
  explicit Histogram(Bounds bounds) : bounds_(bounds), counts_(bounds.size() + 1) {}

  void record(double value) noexcept;
  [[nodiscard]] HistogramValue value() const;

 private:
  Bounds bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  std::atomic<double> sum_{0};
};

}  // namespace conduit::telemetry
