#pragma once

#include "platform/cache/change_clock.hpp"
#include "platform/http/response.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace conduit::http {

/// Answers that are the same for every anonymous reader, as ready bytes. An entry counts while the ChangeClock knows
/// of no change to its topics since the moment before it was read (see ChangeClock for why that cannot go stale).
/// Holds up to a number of bytes, least recently used out first; safe from all threads.
class ResponseCache {
 public:
  ResponseCache(const cache::ChangeClock& changes, std::size_t max_bytes);
  ~ResponseCache();
  ResponseCache(const ResponseCache&) = delete;
  ResponseCache& operator=(const ResponseCache&) = delete;
  ResponseCache(ResponseCache&&) = delete;
  ResponseCache& operator=(ResponseCache&&) = delete;

  /// Take this before the handler reads anything.
  [[nodiscard]] cache::ChangeClock::Moment now() const { return changes_.now(); }

  /// The answer kept for a request target, gzip-coded when the client takes that and it is worth it.
  [[nodiscard]] std::optional<Response> find(std::string_view target, std::string_view accept_encoding);

  /// Keeps a Caching::shared answer and turns `response` into what find() would give for it.
  void store(std::string_view target, std::string_view accept_encoding, cache::ChangeClock::Moment read_at,
             Response& response);

  [[nodiscard]] std::uint64_t hits() const;
  [[nodiscard]] std::uint64_t misses() const;

 private:
  struct Entry;
  struct Shard;

  Shard& shard_of(std::string_view target);
  static Response answer(const std::shared_ptr<const Entry>& entry, std::string_view accept_encoding);

  static constexpr std::size_t kShards = 16;

  const cache::ChangeClock& changes_;
  std::size_t max_bytes_per_shard_;
  std::array<std::unique_ptr<Shard>, kShards> shards_;
};

}  // namespace conduit::http
