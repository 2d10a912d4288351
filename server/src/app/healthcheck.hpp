#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>

namespace conduit::app {

/// Asks the server on this machine's loopback for /readyz, so that a container image without a shell or curl can probe
/// itself. `unavailable` saying what it met.
[[nodiscard]] Result<> check_health(std::uint16_t port, std::chrono::milliseconds patience);

}  // namespace conduit::app
