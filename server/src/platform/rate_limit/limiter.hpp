#pragma once

#include "base/task.hpp"
#include "platform/rate_limit/policy.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace conduit::rate_limit {

struct Decision {
  bool allowed = true;
  /// How often more right now.
  std::int64_t remaining = 0;
  /// Until the whole quota is there again, rounded up.
  std::chrono::seconds reset{0};
  /// When refused: until the next one is allowed, rounded up.
  std::chrono::seconds retry_after{0};

  bool operator==(const Decision&) const = default;
};

/// For metrics.
struct Statistics {
  std::atomic<std::uint64_t> allowed{0};
  std::atomic<std::uint64_t> refused{0};
  /// Let through because the limiter could not tell: its server was away, its memory full.
  std::atomic<std::uint64_t> failed_open{0};
};

/// Counts what somebody does against a policy. Never an obstacle itself: when it cannot tell, it allows.
class Limiter {
 public:
  Limiter() = default;
  Limiter(const Limiter&) = delete;
  Limiter& operator=(const Limiter&) = delete;
  Limiter(Limiter&&) = delete;
  Limiter& operator=(Limiter&&) = delete;
  virtual ~Limiter() = default;

  /// Takes one from the quota that `key` has under `policy`; nothing when none is left.
  virtual Task<Decision> take(const Policy& policy, std::string_view key) = 0;

  /// Puts back one that was taken: what it was taken for did not count after all.
  virtual Task<> give_back(const Policy& policy, std::string_view key) = 0;

  [[nodiscard]] virtual const Statistics& statistics() const = 0;
};

}  // namespace conduit::rate_limit
