#pragma once

#include "app/caches.hpp"
#include "app/stores.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/http/request_metrics.hpp"
#include "platform/http/response_cache.hpp"
#include "platform/log/logger.hpp"
#include "platform/telemetry/exporter.hpp"
#include "platform/telemetry/measurements.hpp"

#include <string>
#include <vector>

namespace conduit::app {

/// What a running server measures of itself.
struct MetricSources {
  const http::RequestMetrics& requests;
  const http::ResponseCache& response_cache;
  const Caches& caches;
  const Backend& database;
  std::vector<const async::BlockingPool*> pools;
  const log::Logger& logger;
  /// Null when nothing is exported.
  const telemetry::Exporter* exporter;
};

/// All metrics of metric_names.hpp, now.
[[nodiscard]] telemetry::Measurements measure(const MetricSources& sources);

/// Every metric there is, one a line: name, kind, unit, help.
[[nodiscard]] std::string describe_metrics();

/// Adds a pool's metrics; for whoever owns one that `measure` does not know.
void measure_pool(telemetry::Measurements& into, const async::BlockingPool& pool);

}  // namespace conduit::app
