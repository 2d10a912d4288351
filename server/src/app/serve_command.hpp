#pragma once

#include "app/config.hpp"
#include "base/result.hpp"
#include "platform/http/router.hpp"

#include <functional>
#include <string>

namespace conduit::app {

/// Serves until the process is told to stop.
[[nodiscard]] Result<> serve(Config config);

/// One line per route: method, pattern, authentication.
[[nodiscard]] Result<std::string> describe_routes(Config config);

}  // namespace conduit::app
