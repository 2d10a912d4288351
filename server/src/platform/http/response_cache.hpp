#pragma once

#include "base/task.hpp"
#include "platform/cache/change_clock.hpp"
#include "platform/cache/shared_cache.hpp"
#include "platform/cache/single_flight.hpp"
#include "platform/http/response.hpp"

#include <array>
#include <chrono>
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
///
/// Behind it stands the cache that servers share: what one of them has made, the others take from there.
///
/// That nothing is at an address (404) is kept here as well, but in a small part of the bytes and in no other cache: a
/// stranger can think of any number of addresses, and must not push out what others read.
class ResponseCache {
 public:
  ResponseCache(cache::SharedCache& shared, std::size_t max_bytes);
  ~ResponseCache();
  ResponseCache(const ResponseCache&) = delete;
  ResponseCache& operator=(const ResponseCache&) = delete;
  ResponseCache(ResponseCache&&) = delete;
  ResponseCache& operator=(ResponseCache&&) = delete;

  /// The answer kept here for a request target, gzip-coded when the client takes that and it is worth it.
  [[nodiscard]] std::optional<Response> find(std::string_view target, std::string_view accept_encoding);

  /// Whether find() may know less than fetch(): a change that another server has made and not yet told us of.
  [[nodiscard]] bool lags() const { return shared_.has_other_writers(); }

  /// When an answer is read that is not here: on the clock of this server and on that of all.
  struct Moment {
    cache::ChangeClock::Moment here{};
    cache::SharedCache::Moment shared;
  };

  /// What the shared cache has instead, which is then kept here too; otherwise the moment from which a handler may read
  /// the store.
  struct Fetched {
    std::optional<Response> response;
    Moment read_at;
  };
  Task<Fetched> fetch(std::string_view target, std::string_view accept_encoding);

  /// find() was asked, once or more, and an answer has to come from elsewhere.
  void note_miss(std::string_view target);

  /// Whether store() takes an answer.
  [[nodiscard]] static bool may_keep(const Response& response) {
    return response.caching == Caching::shared && (response.status == 200 || response.status == 404);
  }
  /// Keeps an answer here and in the shared cache, and turns `response` into what find() would give for it. Those who
  /// wait for `lead` go on as soon as it is here.
  Task<> store(std::string_view target, std::string_view accept_encoding, Moment read_at, Response& response,
               std::optional<cache::SingleFlight::Lead> lead = {});

  /// Lets one of many readers make an answer that is nowhere yet.
  [[nodiscard]] cache::SingleFlight& flights() { return flights_; }

  [[nodiscard]] std::uint64_t hits() const;
  /// How often note_miss() was told so. Who goes past find() misses nothing here.
  [[nodiscard]] std::uint64_t misses() const;

 private:
  struct Entry;
  struct Shard;

  Shard& shard_of(std::string_view target);
  void keep(const std::shared_ptr<Entry>& entry);
  static Response answer(const std::shared_ptr<const Entry>& entry, std::string_view accept_encoding);

  static constexpr std::size_t kShards = 16;

  cache::SharedCache& shared_;
  const cache::ChangeClock& changes_;
  cache::SingleFlight flights_;
  std::size_t max_bytes_per_shard_;
  std::array<std::unique_ptr<Shard>, kShards> shards_;
};

}  // namespace conduit::http
