#include "platform/crypto/password_hasher.hpp"

#include <sodium/crypto_pwhash.h>
#include <sodium/utils.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace conduit::crypto {
namespace {

/// A password that wipes itself when its job is over.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret& other) = default;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  Secret& operator=(Secret&&) = delete;
  ~Secret() { sodium_memzero(text_.data(), text_.size()); }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

Result<std::string> hash_now(const std::string& password, const Argon2Cost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> encoded{};
  if (crypto_pwhash_str_alg(encoded.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return std::unexpected(internal_error("argon2id: out of memory"));
  }
  return std::string{encoded.data()};
}

/// The cost is the one that `encoded` names: hashes made under another setting go on counting.
Result<bool> verify_now(const std::string& password, const std::string& encoded) {
  return crypto_pwhash_str_verify(encoded.c_str(), password.data(), password.size()) == 0;
}

}  // namespace

PasswordHasher::PasswordHasher(async::BlockingPool& pool, Argon2Cost cost) : pool_(pool), cost_(cost) {
  auto decoy = hash_now("a password that nobody has", cost_);
  if (!decoy) {
    throw std::runtime_error{decoy.error().detail};
  }
  decoy_ = *std::move(decoy);
}

Task<std::string> PasswordHasher::hash(std::string password) {
  co_return co_await async::run_blocking(
      pool_, [secret = Secret{std::move(password)}, cost = cost_] { return hash_now(secret.text(), cost); });
}

Task<bool> PasswordHasher::verify(std::string password, std::string encoded) {
  co_return co_await async::run_blocking(pool_, [secret = Secret{std::move(password)}, hashed = std::move(encoded)] {
    return verify_now(secret.text(), hashed);
  });
}

Task<> PasswordHasher::verify_nothing(std::string password) {
  CO_TRY(const bool matches, co_await verify(std::move(password), decoy_));
  static_cast<void>(matches);
  co_return Result<>{};
}

}  // namespace conduit::crypto
