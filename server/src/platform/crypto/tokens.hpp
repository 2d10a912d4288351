#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::crypto {

/// A key that signs and verifies tokens. Secrets have at least 32 bytes (RFC 7518 §3.2).
struct TokenKey {
  std::string id;
  std::string secret;
};

/// What a token says.
struct TokenClaims {
  UserId user;
  std::string session;
  /// User::credentials_version at log-in.
  std::int64_t credentials_version = 0;
  Timestamp expires_at;
};

/// JSON Web Tokens (RFC 7519) signed with HS256 by libjwt. The first key signs; all verify, which is how keys are
/// rotated: put the new one first, remove the old one when its last token has expired.
class Tokens {
 public:
  /// Throws std::invalid_argument for no key, a short secret, or two keys of one id.
  Tokens(std::vector<TokenKey> keys, std::chrono::seconds lifetime, const Clock& clock);

  /// `internal` if the library fails.
  [[nodiscard]] Result<std::string> sign(UserId user, std::string_view session, std::int64_t credentials_version) const;

  /// `unauthenticated` naming `token`: "has expired", or "is invalid" for everything else, `alg: none` among it.
  [[nodiscard]] Result<TokenClaims> verify(std::string_view token) const;

 private:
  std::vector<TokenKey> keys_;
  std::chrono::seconds lifetime_;
  const Clock& clock_;
};

/// 128 bits from the system's generator in URL-safe letters: ids of log-ins, keys.
[[nodiscard]] std::string random_token();

}  // namespace conduit::crypto
