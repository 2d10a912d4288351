#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace conduit {

/// A moment in UTC with the millisecond resolution that the contract shows.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// The time of day, injected so that tests move it instead of sleeping.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  Clock(Clock&&) = delete;
  Clock& operator=(Clock&&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Timestamp now() const noexcept = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const noexcept override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

/// Appends `2026-01-31T09:05:00.000Z` (RFC 3339, UTC, three decimals).
void append_rfc3339(std::string& out, Timestamp time);

[[nodiscard]] std::string to_rfc3339(Timestamp time);

/// Reads what to_rfc3339() writes; nothing else.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace conduit
