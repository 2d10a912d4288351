#pragma once

#include "base/error.hpp"
#include "base/ids.hpp"

#include <source_location>
#include <string>

namespace conduit {

/// Whoever makes the request, known by a token that counts.
struct Viewer {
  UserId id;
  /// The log-in that the token came from; it survives the password change that it makes itself.
  std::string session;
};

/// The token does not count: made up, of a session that was ended, or of an account that is gone.
[[nodiscard]] inline Error invalid_token(std::source_location where = std::source_location::current()) {
  return field_error(ErrorCode::unauthenticated, "token", "is invalid", where);
}

}  // namespace conduit
