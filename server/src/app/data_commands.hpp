#pragma once

#include "app/command_line.hpp"
#include "app/config.hpp"
#include "base/result.hpp"

namespace conduit::app {

/// migrate, seed, export, import and repair: what is done to a database from a terminal. `invalid` for flags that make
/// no sense.
[[nodiscard]] Result<> run_data_command(const CommandLine& line, const Config& config);

}  // namespace conduit::app
