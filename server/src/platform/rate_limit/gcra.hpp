#pragma once

#include "platform/rate_limit/limiter.hpp"
#include "platform/rate_limit/policy.hpp"

#include <chrono>

// The generic cell rate algorithm (ITU-T I.371, annex A, as virtual scheduling). All it keeps of a client is one
// moment: when the quota will be whole again. So it needs no list of past requests, and has no window edge at which
// twice the limit would pass.

namespace conduit::rate_limit {

using Moment = std::chrono::sys_time<std::chrono::microseconds>;

struct Step {
  Decision decision;
  /// Takes the place of the moment that went in.
  Moment whole_at;
};

/// Takes one at `now`. A `whole_at` further off than one window, as after the clock was put back, counts as one window.
[[nodiscard]] Step take_one(const Policy& policy, Moment whole_at, Moment now);

/// Undoes one take_one().
[[nodiscard]] Moment put_back(const Policy& policy, Moment whole_at);

}  // namespace conduit::rate_limit
