#include "platform/rate_limit/gcra.hpp"

#include <algorithm>
#include <chrono>

namespace conduit::rate_limit {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

microseconds interval_of(const Policy& policy) {
  return std::max(microseconds{1}, microseconds{policy.window} / policy.limit);
}

}  // namespace

Step take_one(const Policy& policy, Moment whole_at, Moment now) {
  const microseconds window{policy.window};
  const auto interval = interval_of(policy);
  const auto from = std::clamp(whole_at, now, now + window);
  const auto next = from + interval;
  const auto room = now + window - next;
  if (room < microseconds{0}) {
    return {.decision = {.allowed = false,
                         .remaining = 0,
                         .reset = std::chrono::ceil<seconds>(from - now),
                         .retry_after = std::chrono::ceil<seconds>(-room)},
            .whole_at = from};
  }
  return {.decision = {.allowed = true,
                       .remaining = room / interval,
                       .reset = std::chrono::ceil<seconds>(next - now),
                       .retry_after = seconds{0}},
          .whole_at = next};
}

Moment put_back(const Policy& policy, Moment whole_at) { return whole_at - interval_of(policy); }

}  // namespace conduit::rate_limit
