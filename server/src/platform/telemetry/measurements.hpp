#pragma once

#include "platform/telemetry/histogram.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conduit::telemetry {

enum class MetricKind : std::uint8_t {
  counter,    ///< only grows while the program runs
  gauge,      ///< is what it is at the moment
  histogram,  ///< how something was spread since the start
};

[[nodiscard]] std::string_view to_string(MetricKind kind) noexcept;

/// What a metric is, as OpenTelemetry describes it. All text is literal and outlives the program's use of it.
struct MetricDescription {
  /// In dots, by the semantic conventions where they have one.
  std::string_view name;
  MetricKind kind;
  /// UCUM: `s`, `By`, `1`; things that are counted in braces, `{request}`.
  std::string_view unit;
  std::string_view help;
};

/// Attributes of one value. Few distinct ones: every combination is a time series that somebody pays for.
using Labels = std::vector<std::pair<std::string_view, std::string>>;

struct Point {
  Labels labels;
  std::variant<double, HistogramValue> value;
};

struct Metric {
  const MetricDescription* description;
  std::vector<Point> points;
};

/// All metrics at one moment.
class Measurements {
 public:
  /// Adds a value; those of one metric stand together. `description` outlives this.
  void add(const MetricDescription& description, Labels labels, std::variant<double, HistogramValue> value);

  [[nodiscard]] const std::vector<Metric>& metrics() const { return metrics_; }
  /// Null for a metric that has no value.
  [[nodiscard]] const Metric* find(std::string_view name) const;

 private:
  std::vector<Point>& points_of(const MetricDescription& description);

  std::vector<Metric> metrics_;
};

/// In Prometheus' text format 0.0.4: names with underscores, their unit and `_total` behind, as OpenTelemetry maps them
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
[[nodiscard]] std::string to_prometheus(const Measurements& measurements);

}  // namespace conduit::telemetry
