#include "platform/http/etag.hpp"

#include <sodium/crypto_shorthash_siphash24.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace conduit::http {

std::string make_etag(std::string_view bytes) {
  // 128 bits of SipHash under a fixed key: an author who could forge a collision would only fool readers of their own
  // article, and one server's tag must hold on all.
  constexpr std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES> kKey{};
  std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> hash{};
  crypto_shorthash_siphashx24(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),  // NOLINT(*-cast)
                              bytes.size(), kKey.data());
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string tag = "\"";
  for (const auto byte : hash) {
    tag.push_back(kHex[byte >> 4U]);
    tag.push_back(kHex[byte & 0xFU]);
  }
  tag.push_back('"');
  return tag;
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    auto item = if_none_match.substr(0, if_none_match.find(','));
    if_none_match.remove_prefix(std::min(if_none_match.size(), item.size() + 1));
    const auto first = item.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
      continue;
    }
    item = item.substr(first, item.find_last_not_of(" \t") - first + 1);
    if (item.starts_with("W/")) {
      item.remove_prefix(2);
    }
    if (item == etag || item == "*") {
      return true;
    }
  }
  return false;
}

}  // namespace conduit::http
