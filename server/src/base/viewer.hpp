#pragma once

#include "base/ids.hpp"

#include <string>

namespace conduit {

/// Whoever makes the request, known by a token that counts.
struct Viewer {
  UserId id;
  /// The log-in that the token came from; it survives the password change that it makes itself.
  std::string session;
};

}  // namespace conduit
