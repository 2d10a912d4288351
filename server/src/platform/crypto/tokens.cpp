#include "platform/crypto/tokens.hpp"

#include <jwt.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::crypto {
namespace {

constexpr std::size_t kMinSecretBytes = 32;
constexpr std::size_t kRandomBytes = 16;
/// Ours have about 250 bytes: whatever is much longer is not worth decoding.
constexpr std::size_t kMaxTokenBytes = 2048;

/// The year 10000: beyond it a Timestamp would overflow sooner or later.
constexpr std::chrono::seconds kLatestExpiry =
    std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}.time_since_epoch();

struct JwtDeleter {
  void operator()(jwt_t* token) const noexcept { jwt_free(token); }
};
using JwtPtr = std::unique_ptr<jwt_t, JwtDeleter>;

struct TextDeleter {
  void operator()(char* text) const noexcept { std::free(text); }  // NOLINT(*-no-malloc,*-owning-memory): libjwt's way
};

Error invalid_token() { return field_error(ErrorCode::unauthenticated, "token", "is invalid"); }

const unsigned char* bytes_of(const std::string& secret) {
  return reinterpret_cast<const unsigned char*>(secret.data());  // NOLINT(*-reinterpret-cast): libjwt's type for bytes
}

/// The token if this very key signed it with HS256.
JwtPtr decode(const std::string& token, const TokenKey& key) {
  jwt_t* raw = nullptr;
  if (jwt_decode(&raw, token.c_str(), bytes_of(key.secret), static_cast<int>(key.secret.size())) != 0) {
    return nullptr;
  }
  JwtPtr decoded{raw};
  const char* const key_id = jwt_get_header(raw, "kid");
  // jwt_decode() takes the algorithm from the token's own word for it: that word has to be ours.
  if (jwt_get_alg(raw) != JWT_ALG_HS256 || key_id == nullptr || key.id != key_id) {
    return nullptr;
  }
  return decoded;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stopped == end && !text.empty() ? std::optional{number} : std::nullopt;
}

/// Nothing when a claim is missing or of another type.
std::optional<TokenClaims> claims_of(jwt_t* token) {
  const char* const subject = jwt_get_grant(token, "sub");
  const char* const session = jwt_get_grant(token, "sid");
  const auto version = jwt_get_grant_int(token, "ver");
  const auto expires = jwt_get_grant_int(token, "exp");
  const auto user = subject == nullptr ? std::nullopt : number_in(subject);
  if (!user || session == nullptr || version <= 0 || expires <= 0 || expires > kLatestExpiry.count()) {
    return std::nullopt;
  }
  return TokenClaims{.user = UserId{*user},
                     .session = session,
                     .credentials_version = version,
                     .expires_at = Timestamp{std::chrono::seconds{expires}}};
}

}  // namespace

Tokens::Tokens(std::vector<TokenKey> keys, std::chrono::seconds lifetime, const Clock& clock)
    : keys_(std::move(keys)), lifetime_(lifetime), clock_(clock) {
  if (keys_.empty()) {
    throw std::invalid_argument{"there is no key to sign tokens with"};
  }
  for (auto key = keys_.begin(); key != keys_.end(); ++key) {
    if (key->secret.size() < kMinSecretBytes) {
      throw std::invalid_argument{"the token key " + key->id + " is shorter than 32 bytes"};
    }
    for (auto other = keys_.begin(); other != key; ++other) {
      if (other->id == key->id) {
        throw std::invalid_argument{"two token keys have the id " + key->id};
      }
    }
  }
}

Result<std::string> Tokens::sign(UserId user, std::string_view session, std::int64_t credentials_version) const {
  const auto& key = keys_.front();
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch();
  jwt_t* raw = nullptr;
  if (jwt_new(&raw) != 0) {
    return std::unexpected(internal_error("libjwt: out of memory"));
  }
  const JwtPtr token{raw};
  const bool filled = jwt_set_alg(raw, JWT_ALG_HS256, bytes_of(key.secret), static_cast<int>(key.secret.size())) == 0 &&
                      jwt_add_header(raw, "kid", key.id.c_str()) == 0 &&
                      jwt_add_grant(raw, "sub", std::to_string(user.value).c_str()) == 0 &&
                      jwt_add_grant(raw, "sid", std::string{session}.c_str()) == 0 &&
                      jwt_add_grant_int(raw, "ver", credentials_version) == 0 &&
                      jwt_add_grant_int(raw, "iat", now.count()) == 0 &&
                      jwt_add_grant_int(raw, "exp", (now + lifetime_).count()) == 0;
  const std::unique_ptr<char, TextDeleter> text{filled ? jwt_encode_str(raw) : nullptr};
  if (!text) {
    return std::unexpected(internal_error("libjwt: cannot sign"));
  }
  return std::string{text.get()};
}

Result<TokenClaims> Tokens::verify(std::string_view token) const {
  if (token.size() > kMaxTokenBytes) {
    return std::unexpected(invalid_token());
  }
  const std::string text{token};  // libjwt wants its end marked by a NUL
  if (text.contains('\0')) {
    return std::unexpected(invalid_token());
  }
  for (const auto& key : keys_) {
    const auto decoded = decode(text, key);
    if (!decoded) {
      continue;
    }
    auto claims = claims_of(decoded.get());
    if (!claims) {
      return std::unexpected(invalid_token());
    }
    if (claims->expires_at <= clock_.now()) {
      return std::unexpected(field_error(ErrorCode::unauthenticated, "token", "has expired"));
    }
    return *std::move(claims);
  }
  return std::unexpected(invalid_token());
}

std::string random_token() {
  std::array<unsigned char, kRandomBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  constexpr auto kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the NUL that libsodium counts in
  return text;
}

}  // namespace conduit::crypto
