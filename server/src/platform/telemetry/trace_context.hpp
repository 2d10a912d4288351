#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace conduit::telemetry {

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::array<std::uint8_t, 8>;

/// Whether an id names anything: all zeros do not.
[[nodiscard]] bool is_valid(const TraceId& id) noexcept;
[[nodiscard]] bool is_valid(const SpanId& id) noexcept;

/// 32 and 16 lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(const TraceId& id);
[[nodiscard]] std::string to_hex(const SpanId& id);

/// New ids. Random, not secret.
[[nodiscard]] TraceId new_trace_id();
[[nodiscard]] SpanId new_span_id();

/// A place in a trace, as it travels between programs (W3C Trace Context, https://www.w3.org/TR/trace-context/).
struct TraceContext {
  TraceId trace{};
  SpanId span{};
  /// Whoever sent it records the trace.
  bool sampled = false;

  bool operator==(const TraceContext&) const = default;
};

/// Reads a `traceparent` field; nothing for one that is absent, malformed or of the forbidden version ff. Of later
/// versions the part that all share is read (§4.3).
[[nodiscard]] std::optional<TraceContext> parse_traceparent(std::string_view text);
[[nodiscard]] std::string to_traceparent(const TraceContext& context);

}  // namespace conduit::telemetry
