#pragma once

#include "platform/telemetry/sampler.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::telemetry {

/// What a server is called in everything it sends: `service.name` and the like, each once.
using Resource = std::vector<std::pair<std::string, std::string>>;

/// What OpenTelemetry's own environment variables say
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Those of the exporter's HTTP
/// client, such as OTEL_EXPORTER_OTLP_HEADERS, the exporter reads itself.
struct Settings {
  /// Addresses of an OTLP/HTTP receiver, with their paths; empty exports nothing of the kind.
  std::string traces_url;
  std::string metrics_url;
  Sampler sampler;
  Resource resource;
  std::chrono::milliseconds metrics_interval{};
  /// How long spans gather before they are sent.
  std::chrono::milliseconds spans_delay{};
  /// Spans that may wait; those of later traces are dropped.
  std::size_t spans_queue = 0;
  /// Of one request of the exporter.
  std::chrono::milliseconds timeout{};

  /// What was set and cannot be used, for a warning each: OpenTelemetry ignores it.
  std::vector<std::string> warnings;
};

/// `environment` answers with a variable's value, or nothing.
[[nodiscard]] Settings read_settings(
    const std::function<std::optional<std::string>(std::string_view name)>& environment);

}  // namespace conduit::telemetry
