#include "app/live_report.hpp"

#include "app/metric_names.hpp"
#include "app/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conduit::app {
namespace {

using telemetry::HistogramValue;
using telemetry::Labels;
using telemetry::Measurements;
using telemetry::MetricDescription;

constexpr double kMilli = 1'000;

/// Two measurements, asked for what lies between them.
class Comparison {
 public:
  Comparison(const Measurements& earlier, const Measurements& now, double seconds)
      : earlier_(earlier), now_(now), seconds_(seconds) {}

  [[nodiscard]] double seconds() const { return seconds_; }

  /// As it is now; zero where it has not been measured.
  [[nodiscard]] double level(const MetricDescription& metric, const Labels& labels = {}) const {
    return number(now_, metric, labels);
  }
  [[nodiscard]] double growth(const MetricDescription& metric, const Labels& labels) const {
    return number(now_, metric, labels) - number(earlier_, metric, labels);
  }
  /// Of a metric with all its labels, what came since.
  [[nodiscard]] std::vector<std::pair<Labels, HistogramValue>> spreads(const MetricDescription& metric) const {
    std::vector<std::pair<Labels, HistogramValue>> spreads;
    if (const auto* const found = now_.find(metric.name)) {
      for (const auto& [labels, value] : found->points) {
        spreads.emplace_back(labels, std::get<HistogramValue>(value).since(spread(earlier_, metric, labels)));
      }
    }
    return spreads;
  }

 private:
  static const std::variant<double, HistogramValue>* value(const Measurements& measurements,
                                                           const MetricDescription& metric, const Labels& labels) {
    const auto* const found = measurements.find(metric.name);
    if (found == nullptr) {
      return nullptr;
    }
    const auto point = std::ranges::find(found->points, labels, &telemetry::Point::labels);
    return point == found->points.end() ? nullptr : &point->value;
  }
  static double number(const Measurements& measurements, const MetricDescription& metric, const Labels& labels) {
    const auto* const found = value(measurements, metric, labels);
    return found == nullptr ? 0 : std::get<double>(*found);
  }
  static HistogramValue spread(const Measurements& measurements, const MetricDescription& metric,
                               const Labels& labels) {
    const auto* const found = value(measurements, metric, labels);
    return found == nullptr ? HistogramValue{} : std::get<HistogramValue>(*found);
  }

  const Measurements& earlier_;
  const Measurements& now_;
  double seconds_;
};

struct RouteRow {
  HistogramValue durations;
  std::uint64_t failures = 0;
};

std::string_view label(const Labels& labels, std::string_view name) {
  const auto found = std::ranges::find(labels, name, &std::pair<std::string_view, std::string>::first);
  return found == labels.end() ? std::string_view{} : std::string_view{found->second};
}

/// Rows by `METHOD route`, with the sum of all in front.
std::pair<RouteRow, std::vector<std::pair<std::string, RouteRow>>> routes(const Comparison& comparison) {
  RouteRow all;
  std::map<std::string, RouteRow> by_name;
  for (const auto& [labels, durations] : comparison.spreads(metric::kRequests)) {
    if (durations.count == 0) {
      continue;
    }
    auto& row = by_name[fmt::format("{} {}", label(labels, "http.request.method"), label(labels, "http.route"))];
    const auto failures = label(labels, "http.response.status_code").starts_with('5') ? durations.count : 0;
    for (auto* const sum : {&row, &all}) {
      sum->durations += durations;
      sum->failures += failures;
    }
  }
  std::vector<std::pair<std::string, RouteRow>> rows{by_name.begin(), by_name.end()};
  std::ranges::sort(rows, std::ranges::greater{}, [](const auto& row) { return row.second.durations.sum; });
  return {std::move(all), std::move(rows)};
}

using Out = std::back_insert_iterator<std::string>;

void write_head(Out out, const Comparison& comparison, const RouteRow& all) {
  constexpr double kMebi = 1024.0 * 1024.0;
  const auto cpu = comparison.growth(metric::kCpu, {{"cpu.mode", "user"}}) +
                   comparison.growth(metric::kCpu, {{"cpu.mode", "system"}});
  fmt::format_to(
      out,
      "conduit {} ({})   up {:.0f} s   {:.0f} connections   cpu {:.0f} %   memory {:.0f} MiB   {:.0f} descriptors\n",
      version(), commit(), comparison.level(metric::kUptime), comparison.level(metric::kConnections),
      100 * cpu / comparison.seconds(), comparison.level(metric::kMemory) / kMebi,
      comparison.level(metric::kDescriptors));
  const auto count = static_cast<double>(all.durations.count);
  fmt::format_to(out, "last {:.1f} s: {:.1f} requests/s   {:.2f} % failed   p50 {:.2f} ms   p99 {:.2f} ms\n",
                 comparison.seconds(), count / comparison.seconds(),
                 count == 0 ? 0 : 100 * static_cast<double>(all.failures) / count, kMilli * all.durations.quantile(0.5),
                 kMilli * all.durations.quantile(0.99));
}

void write_routes(Out out, const Comparison& comparison, const RouteRow& all,
                  const std::vector<std::pair<std::string, RouteRow>>& rows) {
  fmt::format_to(out, "\n{:<48} {:>10} {:>8} {:>9} {:>9} {:>7}\n", "ROUTE", "req/s", "failed", "p50 ms", "p99 ms",
                 "time %");
  for (const auto& [name, row] : rows) {
    fmt::format_to(out, "{:<48} {:>10.1f} {:>8} {:>9.2f} {:>9.2f} {:>7.1f}\n", name,
                   static_cast<double>(row.durations.count) / comparison.seconds(), row.failures,
                   kMilli * row.durations.quantile(0.5), kMilli * row.durations.quantile(0.99),
                   100 * row.durations.sum / all.durations.sum);
  }
}

void write_caches(Out out, const Comparison& comparison) {
  fmt::format_to(out, "\n{:<48} {:>10} {:>8}\n", "CACHE", "lookups/s", "hits %");
  for (const auto* const layer : {"memory", "shared"}) {
    const auto lookups = [&](const char* result) {
      return comparison.growth(metric::kCacheLookups, {{"cache.layer", layer}, {"cache.result", result}});
    };
    const auto hits = lookups("hit");
    const auto all = hits + lookups("miss") + lookups("failure");
    fmt::format_to(out, "{:<48} {:>10.1f} {:>8.1f}\n", layer, all / comparison.seconds(),
                   all == 0 ? 0 : 100 * hits / all);
  }
}

void write_waits(Out out, const Comparison& comparison) {
  fmt::format_to(out, "\n{:<48} {:>10} {:>8} {:>9} {:>9}\n", "DATABASE, POOL", "each s", "waiting", "p50 ms", "p99 ms");
  const auto row = [&](const std::string& name, double waiting, const HistogramValue& durations) {
    fmt::format_to(out, "{:<48} {:>10.1f} {:>8.0f} {:>9.2f} {:>9.2f}\n", name,
                   static_cast<double>(durations.count) / comparison.seconds(), waiting,
                   kMilli * durations.quantile(0.5), kMilli * durations.quantile(0.99));
  };
  for (const auto& [labels, durations] : comparison.spreads(metric::kDatabase)) {
    row(fmt::format("{} {}", label(labels, "db.system.name"), label(labels, "db.operation.name")), 0, durations);
  }
  for (const auto& [labels, waits] : comparison.spreads(metric::kPoolWaits)) {
    row(fmt::format("wait for {}", label(labels, "pool")), comparison.level(metric::kPoolQueue, labels), waits);
  }
}

}  // namespace

std::string live_report(const Measurements& earlier, const Measurements& now, std::chrono::duration<double> between) {
  const Comparison comparison{earlier, now, between.count()};
  const auto [all, rows] = routes(comparison);
  std::string text;
  const Out out{text};
  write_head(out, comparison, all);
  write_routes(out, comparison, all, rows);
  write_caches(out, comparison);
  write_waits(out, comparison);
  return text;
}

}  // namespace conduit::app
