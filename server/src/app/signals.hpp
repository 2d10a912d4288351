#pragma once

#include <functional>

namespace conduit::app {

/// Ignores SIGPIPE: who reads our output or a socket may go, and a write says so.
void ignore_lost_readers();

/// Makes SIGTERM and SIGINT something that a thread waits for. Call before any thread is started: all inherit that
/// these signals are blocked. Only for who waits: everything else they are to end at once.
void block_stop_signals();

/// Returns when the process is asked to stop. Further signals have no effect, so that a second SIGTERM cuts nothing
/// short.
void wait_for_stop_signal();

}  // namespace conduit::app
