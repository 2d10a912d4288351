#include "base/clock_test_support.hpp"
#include "platform/crypto/jwt_test_support.hpp"
#include "platform/crypto/tokens.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// Nobody makes a token that counts without the secret; and with it, whatever header and payload say, verify() answers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit;
  static const ManualClock clock;
  static const crypto::TokenKey key{.id = "key", .secret = "a secret of at least thirty-two bytes"};
  static const crypto::Tokens tokens{{key}, std::chrono::hours{1}, clock};
  const std::string_view input{reinterpret_cast<const char*>(data), size};

  if (tokens.verify(input)) {
    std::abort();
  }
  const auto header = input.substr(0, input.find('\n'));
  const auto payload = input.substr(std::min(header.size() + 1, input.size()));
  const auto claims = tokens.verify(crypto::hand_made_token(header, payload, key.secret));
  if (claims && claims->expires_at <= clock.now()) {
    std::abort();
  }
  return 0;
}
