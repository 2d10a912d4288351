// Our spans and measurements in the words of OpenTelemetry's exporters, which know the protocol. Its own ways of
// recording are not used: a span of theirs costs as much as a whole answer from our cache.

#include "platform/telemetry/otlp_client.hpp"

#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_options.h>
#include <opentelemetry/sdk/common/exporter_utils.h>
#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/sdk/instrumentationscope/instrumentation_scope.h>
#include <opentelemetry/sdk/metrics/export/metric_producer.h>
#include <opentelemetry/sdk/metrics/push_metric_exporter.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/recordable.h>
#include <opentelemetry/trace/trace_state.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace conduit::telemetry {
namespace {

namespace otel = opentelemetry;
namespace otlp = opentelemetry::exporter::otlp;
namespace sdk = opentelemetry::sdk;
using std::chrono::system_clock;

namespace internal_log = sdk::common::internal_log;

/// Hears what the library has to complain of. Version 1.19 answers “success” whatever became of a request, and writes
/// to standard error instead: its words are the only sign.
class Complaints final : public internal_log::LogHandler {
 public:
  void Handle(internal_log::LogLevel level, const char* /*file*/, int /*line*/, const char* message,
              const sdk::common::AttributeMap& /*attributes*/) noexcept override {
    if (level != internal_log::LogLevel::Error) {
      return;
    }
    try {
      const std::lock_guard lock{mutex_};
      last_ = message == nullptr ? "" : message;
    } catch (...) {  // NOLINT(bugprone-empty-catch): without memory for its words, that there was one still counts
    }
    is_new_ = true;
  }

  /// The last complaint since it was asked for.
  std::optional<std::string> take() {
    if (!is_new_.exchange(false)) {
      return std::nullopt;
    }
    const std::lock_guard lock{mutex_};
    return last_;
  }

 private:
  std::mutex mutex_;
  std::string last_;
  std::atomic<bool> is_new_{false};
};

/// One for the program, as the library's own handler is.
Complaints& complaints() {
  static Complaints* const heard = [] {
    auto* const handler = new Complaints;  // NOLINT(cppcoreguidelines-owning-memory): the library owns it from here on
    internal_log::GlobalLogHandler::SetLogHandler(otel::nostd::shared_ptr<internal_log::LogHandler>{handler});
    internal_log::GlobalLogHandler::SetLogLevel(internal_log::LogLevel::Error);
    return handler;
  }();
  return *heard;
}

Result<> outcome_of(sdk::common::ExportResult result) {
  auto complaint = complaints().take();
  if (!complaint && result == sdk::common::ExportResult::kSuccess) {
    return {};
  }
  return std::unexpected(unavailable(std::move(complaint).value_or("not received")));
}

sdk::resource::Resource to_sdk(const Resource& resource) {
  sdk::resource::ResourceAttributes attributes;
  for (const auto& [name, value] : resource) {
    attributes.SetAttribute(name, value);
  }
  return sdk::resource::Resource::Create(attributes);
}

otel::trace::SpanKind to_sdk(SpanKind kind) {
  switch (kind) {
    case SpanKind::server:
      return otel::trace::SpanKind::kServer;
    case SpanKind::client:
      return otel::trace::SpanKind::kClient;
    case SpanKind::internal:
      break;
  }
  return otel::trace::SpanKind::kInternal;
}

using TraceState = otel::nostd::shared_ptr<otel::trace::TraceState>;

otel::trace::SpanContext to_sdk(const TraceId& trace, const SpanId& span, const TraceState& state) {
  return {otel::trace::TraceId{trace}, otel::trace::SpanId{span},
          otel::trace::TraceFlags{otel::trace::TraceFlags::kIsSampled}, false, state};
}

otel::common::AttributeValue to_sdk(const std::variant<std::int64_t, std::string>& value) {
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    return *number;
  }
  const auto& text = std::get<std::string>(value);
  return otel::nostd::string_view{text.data(), text.size()};
}

sdk::metrics::PointType to_sdk(MetricKind kind, const std::variant<double, HistogramValue>& value) {
  if (const auto* const spread = std::get_if<HistogramValue>(&value)) {
    sdk::metrics::HistogramPointData point;
    point.boundaries_.assign(spread->bounds.begin(), spread->bounds.end());
    point.counts_ = spread->counts;
    point.count_ = spread->count;
    point.sum_ = spread->sum;
    point.record_min_max_ = false;
    return point;
  }
  if (kind == MetricKind::counter) {
    sdk::metrics::SumPointData point;
    point.value_ = std::get<double>(value);
    point.is_monotonic_ = true;
    return point;
  }
  sdk::metrics::LastValuePointData point;
  point.value_ = std::get<double>(value);
  point.is_lastvalue_valid_ = true;
  point.sample_ts_ = system_clock::now();
  return point;
}

sdk::metrics::InstrumentType to_sdk(MetricKind kind) {
  switch (kind) {
    case MetricKind::counter:
      return sdk::metrics::InstrumentType::kCounter;
    case MetricKind::histogram:
      return sdk::metrics::InstrumentType::kHistogram;
    case MetricKind::gauge:
      break;
  }
  return sdk::metrics::InstrumentType::kObservableGauge;
}

template <class Options>
Options options_for(const std::string& url, std::chrono::milliseconds timeout) {
  Options options;
  options.url = url;
  options.timeout = timeout;
  options.content_type = otlp::HttpRequestContentType::kBinary;
  return options;
}

class SdkClient final : public OtlpClient {
 public:
  explicit SdkClient(const Settings& settings)
      : resource_(to_sdk(settings.resource)),
        scope_(sdk::instrumentationscope::InstrumentationScope::Create("conduit")) {
    if (!settings.traces_url.empty()) {
      traces_ = otlp::OtlpHttpExporterFactory::Create(
          options_for<otlp::OtlpHttpExporterOptions>(settings.traces_url, settings.timeout));
    }
    if (!settings.metrics_url.empty()) {
      metrics_ = otlp::OtlpHttpMetricExporterFactory::Create(
          options_for<otlp::OtlpHttpMetricExporterOptions>(settings.metrics_url, settings.timeout));
    }
  }

  Result<> send(const std::vector<FinishedTrace>& traces) override {
    if (!traces_) {
      return {};
    }
    std::vector<std::unique_ptr<sdk::trace::Recordable>> spans;
    for (const auto& trace : traces) {
      // What is no tracestate becomes an empty one.
      const TraceState state = otel::trace::TraceState::FromHeader(trace.state);
      for (const auto& span : trace.spans) {
        spans.push_back(to_recordable(to_sdk(trace.id, span.id, state), span));
      }
    }
    return outcome_of(traces_->Export({spans.data(), spans.size()}));
  }

  Result<> send(const Measurements& measurements) override {
    if (!metrics_) {
      return {};
    }
    const auto now = system_clock::now();
    std::vector<sdk::metrics::MetricData> metrics;
    for (const auto& [description, points] : measurements.metrics()) {
      auto& metric = metrics.emplace_back();
      metric.instrument_descriptor = {std::string{description->name}, std::string{description->help},
                                      std::string{description->unit}, to_sdk(description->kind),
                                      sdk::metrics::InstrumentValueType::kDouble};
      metric.aggregation_temporality = sdk::metrics::AggregationTemporality::kCumulative;
      metric.start_ts = started_;
      metric.end_ts = now;
      for (const auto& [labels, value] : points) {
        auto& point = metric.point_data_attr_.emplace_back();
        for (const auto& [name, text] : labels) {
          point.attributes.SetAttribute(otel::nostd::string_view{name.data(), name.size()}, text);
        }
        point.point_data = to_sdk(description->kind, value);
      }
    }
    std::vector<sdk::metrics::ScopeMetrics> scopes;
    scopes.emplace_back(scope_.get(), std::move(metrics));
    const sdk::metrics::ResourceMetrics all{&resource_, std::move(scopes)};
    return outcome_of(metrics_->Export(all));
  }

 private:
  std::unique_ptr<sdk::trace::Recordable> to_recordable(const otel::trace::SpanContext& context,
                                                        const SpanRecord& span) {
    auto made = traces_->MakeRecordable();
    made->SetIdentity(context, otel::trace::SpanId{span.parent});
    made->SetResource(resource_);
    made->SetInstrumentationScope(*scope_);
    made->SetName(span.name);
    made->SetSpanKind(to_sdk(span.kind));
    made->SetStartTime(otel::common::SystemTimestamp{span.start});
    made->SetDuration(span.duration);
    for (const auto& [name, value] : span.attributes) {
      made->SetAttribute(otel::nostd::string_view{name.data(), name.size()}, to_sdk(value));
    }
    if (span.failed) {
      made->SetStatus(otel::trace::StatusCode::kError, "");
    }
    return made;
  }

  sdk::resource::Resource resource_;
  std::unique_ptr<sdk::instrumentationscope::InstrumentationScope> scope_;
  std::unique_ptr<sdk::trace::SpanExporter> traces_;
  std::unique_ptr<sdk::metrics::PushMetricExporter> metrics_;
  system_clock::time_point started_ = system_clock::now();
};

}  // namespace

bool is_telemetry_built_in() noexcept { return true; }

std::unique_ptr<OtlpClient> make_otlp_client(const Settings& settings) {
  complaints();
  return std::make_unique<SdkClient>(settings);
}

}  // namespace conduit::telemetry
