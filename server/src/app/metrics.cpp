#include "app/metrics.hpp"

#include "app/metric_names.hpp"
#include "app/process_usage.hpp"
#include "app/version.hpp"
#include "platform/valkey/client.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <iterator>
#include <string>

namespace conduit::app {
namespace {

using telemetry::Labels;
using telemetry::Measurements;

double value_of(const std::atomic<std::uint64_t>& counter) {
  return static_cast<double>(counter.load(std::memory_order_relaxed));
}

void measure_caches(Measurements& into, const http::ResponseCache& response_cache, const Caches& caches) {
  const auto lookups = [&into](const char* layer, const char* result, double value) {
    into.add(metric::kCacheLookups, {{"cache.layer", layer}, {"cache.result", result}}, value);
  };
  lookups("memory", "hit", static_cast<double>(response_cache.hits()));
  lookups("memory", "miss", static_cast<double>(response_cache.misses()));
  const auto& shared = caches.shared->statistics();
  lookups("shared", "hit", value_of(shared.hits));
  lookups("shared", "miss", value_of(shared.misses));
  lookups("shared", "failure", value_of(shared.failures));
  into.add(metric::kCacheLateChanges, {}, value_of(shared.late_changes));
  into.add(metric::kCacheSubscriptions, {}, value_of(shared.subscriptions));
}

void measure_limiter(Measurements& into, const rate_limit::Statistics& limiter) {
  into.add(metric::kRateLimit, {{"decision", "allowed"}}, value_of(limiter.allowed));
  into.add(metric::kRateLimit, {{"decision", "refused"}}, value_of(limiter.refused));
  into.add(metric::kRateLimit, {{"decision", "failed_open"}}, value_of(limiter.failed_open));
}

void measure_valkey(Measurements& into, const valkey::ClientStatistics& client) {
  const std::string system = "redis";
  into.add(metric::kDatabase, {{"db.system.name", system}, {"db.operation.name", "command"}}, client.durations.value());
  const auto errors = [&](const char* kind, const std::atomic<std::uint64_t>& count) {
    into.add(metric::kDatabaseErrors, {{"db.system.name", system}, {"error.type", kind}}, value_of(count));
  };
  errors("failed", client.errors);
  errors("timeout", client.timeouts);
  errors("refused", client.refused);
}

void measure_process(Measurements& into) {
  const auto usage = process_usage();
  into.add(metric::kCpu, {{"cpu.mode", "user"}}, usage.user_seconds);
  into.add(metric::kCpu, {{"cpu.mode", "system"}}, usage.system_seconds);
  into.add(metric::kMemory, {}, usage.resident_bytes);
  into.add(metric::kDescriptors, {}, usage.descriptors);
  into.add(metric::kThreads, {}, usage.threads);
  into.add(metric::kUptime, {}, usage.uptime_seconds);
  into.add(metric::kBuild,
           {{"service.version", std::string{version()}}, {"vcs.ref.head.revision", std::string{commit()}}}, 1.0);
}

void measure_telemetry(Measurements& into, const telemetry::ExporterStatistics& exporter) {
  into.add(metric::kTelemetrySpans, {{"result", "sent"}}, value_of(exporter.sent_spans));
  into.add(metric::kTelemetrySpans, {{"result", "lost"}}, value_of(exporter.lost_spans));
  into.add(metric::kFailedReports, {}, value_of(exporter.failed_reports));
}

}  // namespace

std::string describe_metrics() {
  std::string text;
  for (const auto* const metric : metric::kAll) {
    fmt::format_to(std::back_inserter(text), "{:<36} {:<9} {:<18} {}\n", metric->name,
                   telemetry::to_string(metric->kind), metric->unit, metric->help);
  }
  return text;
}

void measure_pool(Measurements& into, const async::BlockingPool& pool) {
  const Labels labels{{"pool", pool.name()}};
  into.add(metric::kPoolThreads, labels, static_cast<double>(pool.threads()));
  into.add(metric::kPoolQueue, labels, static_cast<double>(pool.queued()));
  into.add(metric::kPoolWaits, labels, pool.waits().value());
}

Measurements measure(const MetricSources& sources) {
  Measurements all;
  sources.requests.measure(
      all, {.durations = metric::kRequests, .active = metric::kActiveRequests, .connections = metric::kConnections});
  measure_limiter(all, sources.caches.limiter->statistics());
  measure_caches(all, sources.response_cache, sources.caches);
  sources.database.measure(all);
  if (sources.caches.valkey != nullptr) {
    measure_valkey(all, sources.caches.valkey->statistics());
  }
  for (const auto* const pool : sources.pools) {
    measure_pool(all, *pool);
  }
  measure_process(all);
  all.add(metric::kDroppedLines, {}, static_cast<double>(sources.logger.dropped_lines()));
  if (sources.exporter != nullptr) {
    measure_telemetry(all, sources.exporter->statistics());
  }
  return all;
}

}  // namespace conduit::app
