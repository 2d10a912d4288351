#pragma once

#include "platform/telemetry/trace_context.hpp"

#include <optional>
#include <string_view>

namespace conduit::telemetry {

/// Which traces are recorded, by OpenTelemetry's OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
struct Sampler {
  /// Whoever sent a traceparent has decided for us.
  bool parent_based = true;
  /// Of the others this share, from 0 to 1.
  double ratio = 0;

  /// `always_on`, `always_off`, `traceidratio`, or one of them behind `parentbased_`; the ratio is `argument`, or 1
  /// when that is empty. Nothing for anything else.
  [[nodiscard]] static std::optional<Sampler> parse(std::string_view name, std::string_view argument);

  /// For a trace that begins here, or goes on here with a parent. The same trace is judged alike everywhere.
  [[nodiscard]] bool records(const TraceId& trace, const std::optional<TraceContext>& parent) const;
};

}  // namespace conduit::telemetry
