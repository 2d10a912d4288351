#pragma once

#include "platform/telemetry/measurements.hpp"

#include <chrono>
#include <string>

namespace conduit::app {

/// What a server has been doing, for a person at a terminal: rates and latencies between two measurements, the routes
/// that took most time first, then caches, databases and pools.
[[nodiscard]] std::string live_report(const telemetry::Measurements& earlier, const telemetry::Measurements& now,
                                      std::chrono::duration<double> between);

}  // namespace conduit::app
