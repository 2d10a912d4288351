#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace conduit::markdown {

/// A 256-bit BLAKE2b hash: nobody can make two texts that share one, and so be shown each other's HTML.
using Digest = std::array<unsigned char, 32>;
[[nodiscard]] Digest digest(std::string_view text);

using Html = std::shared_ptr<const std::string>;

/// HTML by the digest of its Markdown, up to a number of bytes; least recently used out first. Thread-safe: the lock is
/// held for a lookup only, never while something renders.
class HtmlCache {
 public:
  explicit HtmlCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// Null when it is not there.
  [[nodiscard]] Html find(const Digest& key);
  void put(const Digest& key, Html html);

 private:
  using Entry = std::pair<Digest, Html>;
  struct Hash {
    std::size_t operator()(const Digest& key) const noexcept;
  };

  std::size_t max_bytes_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // the most recently used first
  std::unordered_map<Digest, std::list<Entry>::iterator, Hash> places_;
};

}  // namespace conduit::markdown
