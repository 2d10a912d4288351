#include "platform/crypto/sodium.hpp"

#include <sodium.h>

#include <stdexcept>

namespace conduit::crypto {

void ensure_sodium() {
  if (sodium_init() < 0) {
    throw std::runtime_error{"libsodium cannot start: no source of randomness"};
  }
}

}  // namespace conduit::crypto
