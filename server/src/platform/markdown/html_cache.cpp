#include "platform/markdown/html_cache.hpp"

#include <sodium.h>

#include <cstring>

namespace conduit::markdown {
namespace {

/// What an entry takes beside its HTML, roughly: two nodes, the string and its counter.
constexpr std::size_t kOverhead = 256;

std::size_t cost_of(const Html& html) { return html->size() + kOverhead; }

}  // namespace

Digest digest(std::string_view text) {
  Digest hash{};
  static_assert(sizeof hash == crypto_generichash_BYTES);
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()),  // NOLINT: bytes are bytes
                     text.size(), nullptr, 0);
  return hash;
}

std::size_t HtmlCache::Hash::operator()(const Digest& key) const noexcept {
  std::size_t front = 0;
  std::memcpy(&front, key.data(), sizeof front);
  return front;
}

Html HtmlCache::find(const Digest& key) {
  const std::lock_guard lock{mutex_};
  const auto place = places_.find(key);
  if (place == places_.end()) {
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, place->second);
  return place->second->second;
}

void HtmlCache::put(const Digest& key, Html html) {
  if (cost_of(html) > max_bytes_) {
    return;
  }
  const std::lock_guard lock{mutex_};
  if (places_.contains(key)) {
    return;  // somebody else rendered the same meanwhile
  }
  bytes_ += cost_of(html);
  entries_.emplace_front(key, std::move(html));
  places_.emplace(key, entries_.begin());
  while (bytes_ > max_bytes_) {
    bytes_ -= cost_of(entries_.back().second);
    places_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

}  // namespace conduit::markdown
