#pragma once

#include <sodium.h>

#include <array>
#include <string>
#include <string_view>

// JSON Web Tokens put together by hand, so that tests can make those that Tokens never would.

namespace conduit::crypto {

inline std::string base64url(std::string_view bytes) {
  constexpr auto kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    kVariant);
  text.pop_back();
  return text;
}

inline std::string from_base64url(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                    &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  bytes.resize(size);
  return bytes;
}

/// `header` and `payload` (JSON) signed with HMAC-SHA-256, whatever the header says.
inline std::string hand_made_token(std::string_view header, std::string_view payload, std::string_view secret) {
  auto token = base64url(header) + '.' + base64url(payload);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_state state{};
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(token.data()), token.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return token + '.' + base64url({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

}  // namespace conduit::crypto
