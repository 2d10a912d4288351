#pragma once

#include "base/task.hpp"
#include "platform/async/blocking_pool.hpp"

#include <cstddef>
#include <string>

namespace conduit::crypto {

/// Cost of one hash. The default is the OWASP minimum for argon2id: 19 MiB, two passes, about 20 ms of one core.
struct Argon2Cost {
  std::size_t memory_bytes = std::size_t{19} * 1024 * 1024;
  unsigned long long passes = 2;
};

/// argon2id (RFC 9106) by libsodium, on a bounded pool since it is the dearest thing that a stranger can ask of us.
class PasswordHasher {
 public:
  PasswordHasher(async::BlockingPool& pool, Argon2Cost cost);

  /// The encoded hash (`$argon2id$v=19$…`) with its salt and cost. `unavailable` when the pool is full.
  Task<std::string> hash(std::string password);

  /// Whether `password` made `encoded`.
  Task<bool> verify(std::string password, std::string encoded);

  /// Takes as long as a verify() that fails: for accounts that do not exist, so that time tells nobody which do.
  Task<> verify_nothing(std::string password);

 private:
  async::BlockingPool& pool_;
  Argon2Cost cost_;
  std::string decoy_;
};

}  // namespace conduit::crypto
