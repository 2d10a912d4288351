#pragma once

#include <string>

namespace conduit::valkey {

/// A Lua script that runs on the server as one step.
struct Script {
  explicit Script(std::string text);

  std::string source;
  /// What EVALSHA calls it.
  std::string sha1;
};

}  // namespace conduit::valkey
