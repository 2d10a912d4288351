#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "platform/cache/change_clock.hpp"
#include "platform/crypto/tokens.hpp"
#include "users/user_store.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace conduit::users {

/// Decides whether a token counts: signed by us, not expired, of an account that exists, and either made since its
/// last password change or of the session that made that change.
///
/// The answer is remembered, so that most requests cost neither a signature nor a read of the store. It is forgotten
/// when the account changes here, and after kRememberedFor in any case: that bounds how long a token goes on that was
/// ended by another server or a hand at the database.
class TokenAuthenticator {
 public:
  static constexpr std::size_t kRemembered = 4096;
  static constexpr std::chrono::seconds kRememberedFor{5};

  TokenAuthenticator(UserStore& users, const crypto::Tokens& tokens, const cache::ChangeClock& changes,
                     const Clock& clock);
  ~TokenAuthenticator();

  TokenAuthenticator(const TokenAuthenticator&) = delete;
  TokenAuthenticator& operator=(const TokenAuthenticator&) = delete;
  TokenAuthenticator(TokenAuthenticator&&) = delete;
  TokenAuthenticator& operator=(TokenAuthenticator&&) = delete;

  /// `unauthenticated` naming `token`: "has expired", or "is invalid" for everything else.
  Task<Viewer> authenticate(std::string_view token);

 private:
  class Memory;

  UserStore& users_;
  const crypto::Tokens& tokens_;
  const cache::ChangeClock& changes_;
  const Clock& clock_;
  std::unique_ptr<Memory> memory_;
};

}  // namespace conduit::users
