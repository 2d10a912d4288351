#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace conduit::rate_limit {

/// How much somebody may do: `limit` times at once, and as often again over each `window`, evenly. A limit of zero is
/// no limit at all.
struct Policy {
  /// What clients read in RateLimit-Policy; letters, digits and hyphens.
  std::string name;
  std::int64_t limit = 0;
  std::chrono::seconds window{1};

  [[nodiscard]] bool limits() const { return limit > 0; }

  bool operator==(const Policy&) const = default;
};

}  // namespace conduit::rate_limit
