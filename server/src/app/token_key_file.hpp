#pragma once

#include "base/result.hpp"
#include "platform/crypto/tokens.hpp"

#include <string>

namespace conduit::app {

/// The key of a server on one machine that was given none: made at its first start and kept in `path`, readable by its
/// owner only, so that people stay logged in over restarts and no two installations share a key.
[[nodiscard]] Result<crypto::TokenKey> local_token_key(const std::string& path);

}  // namespace conduit::app
