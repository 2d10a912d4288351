#pragma once

#include "base/result.hpp"
#include "platform/telemetry/measurements.hpp"
#include "platform/telemetry/settings.hpp"
#include "platform/telemetry/trace.hpp"

#include <memory>
#include <vector>

namespace conduit::telemetry {

/// Sends to a receiver that speaks OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/). Blocks; for one thread.
class OtlpClient {
 public:
  OtlpClient() = default;
  OtlpClient(const OtlpClient&) = delete;
  OtlpClient& operator=(const OtlpClient&) = delete;
  OtlpClient(OtlpClient&&) = delete;
  OtlpClient& operator=(OtlpClient&&) = delete;
  virtual ~OtlpClient() = default;

  /// `unavailable`, saying why, when the receiver did not take it; then it is lost.
  virtual Result<> send(const std::vector<FinishedTrace>& traces) = 0;
  virtual Result<> send(const Measurements& measurements) = 0;
};

/// Whether this program was built with OpenTelemetry's exporters.
[[nodiscard]] bool is_telemetry_built_in() noexcept;

/// Null when it was not. `settings` are copied.
[[nodiscard]] std::unique_ptr<OtlpClient> make_otlp_client(const Settings& settings);

}  // namespace conduit::telemetry
