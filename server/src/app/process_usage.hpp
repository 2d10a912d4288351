#pragma once

namespace conduit::app {

/// What the process takes of the machine, as Linux counts it (proc(5)); zeros for what cannot be read.
struct ProcessUsage {
  double user_seconds = 0;
  double system_seconds = 0;
  double resident_bytes = 0;
  double descriptors = 0;
  double threads = 0;
  double uptime_seconds = 0;
};

[[nodiscard]] ProcessUsage process_usage();

}  // namespace conduit::app
