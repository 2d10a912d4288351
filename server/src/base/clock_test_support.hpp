#pragma once

#include "base/clock.hpp"

namespace conduit {

/// Stands still until a test moves it.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const noexcept override { return time; }

  Timestamp time = std::chrono::sys_days{std::chrono::January / 31 / 2026};
};

}  // namespace conduit
