#pragma once

#include <functional>

namespace conduit::app {

/// Makes SIGTERM and SIGINT something that a thread waits for. Call first thing in the process, before any thread is
/// started: all inherit that these signals are blocked. SIGPIPE is ignored: who reads our output or a socket may go.
void block_stop_signals();

/// Returns when the process is asked to stop. Further signals have no effect, so that a second SIGTERM cuts nothing
/// short.
void wait_for_stop_signal();

}  // namespace conduit::app
