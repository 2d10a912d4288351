#include "platform/valkey/script.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace conduit::valkey {

Script::Script(std::string text) : source(std::move(text)) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  if (EVP_Digest(source.data(), source.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error{"SHA-1 is not to be had"};
  }
  sha1 = fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace conduit::valkey
