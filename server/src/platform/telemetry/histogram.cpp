#include "platform/telemetry/histogram.hpp"

#include <algorithm>

namespace conduit::telemetry {

HistogramValue& HistogramValue::operator+=(const HistogramValue& other) {
  if (counts.empty()) {
    *this = other;
    return *this;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] += other.counts[i];
  }
  count += other.count;
  sum += other.sum;
  return *this;
}

HistogramValue HistogramValue::since(const HistogramValue& earlier) const {
  auto difference = *this;
  for (std::size_t i = 0; i < earlier.counts.size(); ++i) {
    difference.counts[i] -= earlier.counts[i];
  }
  difference.count -= earlier.count;
  difference.sum -= earlier.sum;
  return difference;
}

double HistogramValue::quantile(double share) const {
  const auto wanted = share * static_cast<double>(count);
  double below = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto here = static_cast<double>(counts[i]);
    if (here > 0 && below + here >= wanted) {
      const double lower = i == 0 ? 0 : bounds[i - 1];
      const double upper = i < bounds.size() ? bounds[i] : lower;
      return lower + ((upper - lower) * (wanted - below) / here);
    }
    below += here;
  }
  return 0;
}

void Histogram::record(double value) noexcept {
  const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bounds_, value) - bounds_.begin());
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

HistogramValue Histogram::value() const {
  HistogramValue value{.bounds = bounds_, .counts = {}, .sum = sum_.load(std::memory_order_relaxed)};
  value.counts.reserve(counts_.size());
  for (const auto& count : counts_) {
    value.counts.push_back(count.load(std::memory_order_relaxed));
    value.count += value.counts.back();
  }
  return value;
}

}  // namespace conduit::telemetry
