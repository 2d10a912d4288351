#pragma once

#include "platform/valkey/script.hpp"

// What runs inside Valkey, each as one step. KEYS[1] is the clock: a hash of `epoch`, `sequence` and, by the number of
// a slot, the sequence of its last change. ARGV[1] is the epoch to begin when there is no clock.

namespace conduit::valkey {

/// Also KEYS[2], an entry: `<epoch> <sequence> <slot>,…\n<value>`. Answers with the moment, and with the entry's slots,
/// value and milliseconds left when none of its slots has changed since its own moment.
[[nodiscard]] const Script& find_script();

/// Also ARGV[2], a channel, and the slots that change, ARGV[3…]; publishes these as `<slot>,…`.
[[nodiscard]] const Script& record_script();

}  // namespace conduit::valkey
