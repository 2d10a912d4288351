#pragma once

namespace conduit::crypto {

/// Chooses libsodium's fastest code for this CPU and opens the random generator; cheap after the first call. Throws
/// std::runtime_error when there is no randomness to be had.
void ensure_sodium();

}  // namespace conduit::crypto
