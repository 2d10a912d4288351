#include "platform/crypto/password_hasher.hpp"

#include "platform/crypto/sodium.hpp"

#include <fmt/format.h>
#include <sodium/crypto_pwhash.h>
#include <sodium/crypto_pwhash_argon2id.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace conduit::crypto {
namespace {

/// A password that wipes itself when its job is over. On the heap, so that moving it leaves no copy behind.
class Secret {
 public:
  explicit Secret(std::string&& text) : text_(std::make_unique<std::string>(text)) { wipe(text); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) = delete;
  ~Secret() {
    if (text_) {
      wipe(*text_);
    }
  }

  [[nodiscard]] const std::string& text() const { return *text_; }

 private:
  static void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

  std::unique_ptr<std::string> text_;
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

template <std::size_t Size>
std::string random_base64() {
  constexpr auto kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::array<unsigned char, Size> bytes{};
  std::array<char, sodium_base64_ENCODED_LEN(Size, kVariant)> text{};
  randombytes_buf(bytes.data(), bytes.size());
  return sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
}

/// People at a log-in form have given up by then.
constexpr std::chrono::seconds kLongestWait{5};

/// An encoded hash of no password at all: random bytes, so that it costs start-up nothing.
std::string make_decoy(const Argon2Cost& cost) {
  constexpr std::size_t kHashBytes = 32;
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_bytes / 1024, cost.passes,
                     random_base64<crypto_pwhash_argon2id_SALTBYTES>(), random_base64<kHashBytes>());
}

}  // namespace

PasswordHasher::PasswordHasher(async::BlockingPool& pool, Argon2Cost cost)
    : pool_(pool), cost_(cost), decoy_(make_decoy(cost)) {
  ensure_sodium();  // or argon2id runs without the CPU's vector instructions
}

Task<std::string> PasswordHasher::hash(std::string password) {
  co_return co_await async::run_blocking(
      pool_, [secret = Secret{std::move(password)}, cost = cost_] { return hash_now(secret.text(), cost); },
      kLongestWait);
}

Task<bool> PasswordHasher::verify(std::string password, std::string encoded) {
  co_return co_await async::run_blocking(
      pool_,
      [secret = Secret{std::move(password)}, hashed = std::move(encoded)] { return verify_now(secret.text(), hashed); },
      kLongestWait);
}

Task<> PasswordHasher::verify_nothing(std::string password) {
  CO_TRY(const bool matches, co_await verify(std::move(password), decoy_));
  static_cast<void>(matches);
  co_return Result<>{};
}

}  // namespace conduit::crypto
