#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace conduit::valkey {

/// How long to wait before the next attempt to connect: twice as long each time, within bounds, and anywhere in the
/// upper half of that, so that servers that lost the same Valkey do not come back in step.
class BackOff {
 public:
  [[nodiscard]] std::chrono::milliseconds next() {
    const auto most = delay_;
    delay_ = std::min(2 * delay_, kMost);
    return std::chrono::milliseconds{std::uniform_int_distribution{most.count() / 2, most.count()}(random_)};
  }

  void reset() { delay_ = kLeast; }

 private:
  static constexpr std::chrono::milliseconds kLeast{100};
  static constexpr std::chrono::milliseconds kMost{5'000};

  std::chrono::milliseconds delay_ = kLeast;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace conduit::valkey
