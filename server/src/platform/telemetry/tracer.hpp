#pragma once

#include "platform/telemetry/exporter.hpp"
#include "platform/telemetry/sampler.hpp"
#include "platform/telemetry/trace.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace conduit::telemetry {

/// Decides which requests are recorded, and hands their traces to the exporter.
class Tracer {
 public:
  /// Records nothing without an exporter.
  Tracer(Sampler sampler, Exporter* exporter) : sampler_(sampler), exporter_(exporter) {}

  struct Start {
    /// Null when the request is not recorded.
    std::shared_ptr<Trace> trace;
    /// What the request came with: its trace goes on here.
    std::optional<TraceContext> parent;
  };

  /// `traceparent` and `tracestate` as the request has them, empty when it has none.
  [[nodiscard]] Start start(std::string_view traceparent, std::string_view tracestate) const;
  void finish(Trace& trace) const { exporter_->submit(trace.finish()); }

 private:
  Sampler sampler_;
  Exporter* exporter_;
};

}  // namespace conduit::telemetry
