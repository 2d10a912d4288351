#include "platform/telemetry/measurements.hpp"

#include <algorithm>

namespace conduit::telemetry {

std::string_view to_string(MetricKind kind) noexcept {
  switch (kind) {
    case MetricKind::counter:
      return "counter";
    case MetricKind::gauge:
      return "gauge";
    case MetricKind::histogram:
      return "histogram";
  }
  return "";
}

void Measurements::add(const MetricDescription& description, Labels labels,
                       std::variant<double, HistogramValue> value) {
  points_of(description).push_back({.labels = std::move(labels), .value = std::move(value)});
}

const Metric* Measurements::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(metrics_, [name](const Metric& metric) { return metric.description->name == name; });
  return found == metrics_.end() ? nullptr : &*found;
}

std::vector<Point>& Measurements::points_of(const MetricDescription& description) {
  const auto found =
      std::ranges::find_if(metrics_, [&](const Metric& metric) { return metric.description == &description; });
  return found == metrics_.end() ? metrics_.emplace_back(&description, std::vector<Point>{}).points : found->points;
}

}  // namespace conduit::telemetry
