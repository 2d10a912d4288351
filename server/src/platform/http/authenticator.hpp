#pragma once

#include "base/task.hpp"
#include "base/viewer.hpp"

#include <string_view>

namespace conduit::http {

/// Turns the credentials of an Authorization field into a viewer; the accounts feature implements it.
class Authenticator {
 public:
  Authenticator() = default;
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;
  Authenticator(Authenticator&&) = delete;
  Authenticator& operator=(Authenticator&&) = delete;
  virtual ~Authenticator() = default;

  /// `unauthenticated` naming `token` when it does not count (“is invalid”, “has expired”).
  virtual Task<Viewer> authenticate(std::string_view token) = 0;
};

}  // namespace conduit::http
