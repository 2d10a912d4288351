#include "platform/http/response_cache.hpp"

#include "platform/http/compression.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/response_codec.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::http {
namespace {

/// Below one network packet, compression saves nothing that a reader could notice.
constexpr std::size_t kWorthCompressing = 1400;
/// What an entry costs besides its bytes, roughly: nodes, pointers, control blocks.
constexpr std::size_t kEntryOverhead = 512;
/// Above this, moving an answer between servers costs more than it saves.
constexpr std::size_t kMaxSharedBytes = std::size_t{256} * 1024;
/// What is known not to be there takes this part of the bytes, besides them.
constexpr std::size_t kAbsencesShare = 16;

using SteadyClock = std::chrono::steady_clock;

SteadyClock::time_point expiry(std::chrono::milliseconds lifetime) {
  return lifetime.count() == 0 ? SteadyClock::time_point::max() : SteadyClock::now() + lifetime;
}

}  // namespace

struct ResponseCache::Entry : std::enable_shared_from_this<ResponseCache::Entry> {
  std::string target;
  bool is_absence = false;
  PackedResponse packed;
  cache::Slots slots;
  cache::ChangeClock::Moment read_at{};
  SteadyClock::time_point expires_at = SteadyClock::time_point::max();
  std::size_t bytes = 0;

  [[nodiscard]] bool has_expired() const {
    return expires_at != SteadyClock::time_point::max() && expires_at <= SteadyClock::now();
  }

  [[nodiscard]] std::shared_ptr<const std::string> plain() const { return {shared_from_this(), &packed.body}; }

  /// Made for the first reader who takes it.
  [[nodiscard]] std::shared_ptr<const std::string> gzipped() const {
    std::call_once(gzip_once_, [this] { gzipped_ = gzip(packed.body); });
    return {shared_from_this(), &gzipped_};
  }

 private:
  mutable std::once_flag gzip_once_;
  mutable std::string gzipped_;
};

struct ResponseCache::Shard {
  using Recency = std::list<std::shared_ptr<const Entry>>;

  /// Entries that compete for the same bytes.
  struct Pool {
    /// Most recently used first.
    Recency recency;
    std::size_t bytes = 0;
  };

  std::mutex mutex;
  Pool answers;
  Pool absences;
  /// Keys are views into the entries.
  std::unordered_map<std::string_view, Recency::iterator> index;
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;

  Pool& pool_of(const Entry& entry) { return entry.is_absence ? absences : answers; }

  void touch(Recency::iterator entry) {
    auto& recency = pool_of(**entry).recency;
    recency.splice(recency.begin(), recency, entry);
  }

  void add(const std::shared_ptr<const Entry>& entry) {
    auto& pool = pool_of(*entry);
    pool.recency.push_front(entry);
    pool.bytes += entry->bytes;
    index.emplace(entry->target, pool.recency.begin());
  }

  void remove(Recency::iterator entry) {
    auto& pool = pool_of(**entry);
    pool.bytes -= (*entry)->bytes;
    index.erase((*entry)->target);
    pool.recency.erase(entry);
  }
};

ResponseCache::ResponseCache(cache::SharedCache& shared, std::size_t max_bytes)
    : shared_(shared), changes_(shared.changes()), max_bytes_per_shard_(max_bytes / kShards) {
  for (auto& shard : shards_) {
    shard = std::make_unique<Shard>();
  }
}

ResponseCache::~ResponseCache() = default;

ResponseCache::Shard& ResponseCache::shard_of(std::string_view target) {
  return *shards_[std::hash<std::string_view>{}(target) % kShards];
}

Response ResponseCache::answer(const std::shared_ptr<const Entry>& entry, std::string_view accept_encoding) {
  const auto& packed = entry->packed;
  Response response;
  response.owner = entry;
  response.content_type = packed.content_type;
  for (const auto& [name, value] : packed.headers) {
    response.headers.emplace_back(name, value);
  }
  if (entry->is_absence) {
    response.status = 404;
    response.shared_body = entry->plain();
    return response;
  }
  response.caching = Caching::shared;
  if (!packed.flags.empty()) {
    response.flags = {entry, &packed.flags};
  }
  if (packed.body.size() >= kWorthCompressing && accepts_encoding(accept_encoding, "gzip")) {
    response.shared_body = entry->gzipped();
    response.content_encoding = "gzip";
    // Other bytes need another strong tag.
    response.etag = packed.etag.substr(0, packed.etag.size() - 1) + "-gzip\"";
  } else {
    response.shared_body = entry->plain();
    response.etag = packed.etag;
  }
  return response;
}

std::optional<Response> ResponseCache::find(std::string_view target, std::string_view accept_encoding) {
  std::shared_ptr<const Entry> entry;
  {
    auto& shard = shard_of(target);
    const std::scoped_lock lock{shard.mutex};
    const auto found = shard.index.find(target);
    if (found == shard.index.end()) {
      return std::nullopt;
    }
    entry = *found->second;
    const bool stale = std::ranges::any_of(
        entry->slots, [&](cache::ChangeClock::Slot slot) { return changes_.changed_since(slot, entry->read_at); });
    if (stale || entry->has_expired()) {
      shard.remove(found->second);
      return std::nullopt;
    }
    shard.touch(found->second);
    ++shard.hits;
  }
  return answer(entry, accept_encoding);
}

Task<ResponseCache::Fetched> ResponseCache::fetch(std::string_view target, std::string_view accept_encoding) {
  Fetched fetched;
  // Before we ask: a change that we hear of meanwhile may be younger than the answer.
  fetched.read_at.here = changes_.now();
  CO_TRY(auto found, co_await shared_.find(target));
  fetched.read_at.shared = std::move(found.read_at);
  auto packed = found.value ? unpack(*found.value) : std::nullopt;
  if (packed) {
    const auto entry = std::make_shared<Entry>();
    entry->target = target;
    entry->packed = *std::move(packed);
    entry->slots = std::move(found.slots);
    entry->read_at = fetched.read_at.here;
    // Its age goes with it, so that the two layers together keep nothing longer than one.
    entry->expires_at = expiry(found.expires_in);
    keep(entry);
    fetched.response = answer(entry, accept_encoding);
  }
  co_return fetched;
}

Task<> ResponseCache::store(std::string_view target, std::string_view accept_encoding, Moment read_at,
                            Response& response, std::optional<cache::SingleFlight::Lead> lead) {
  const auto entry = std::make_shared<Entry>();
  entry->target = target;
  entry->is_absence = response.status == 404;
  auto& packed = entry->packed;
  packed.content_type = response.content_type;
  if (response.shared_body) {
    packed.body = *response.shared_body;
  } else {
    packed.body = std::move(response.body);
  }
  packed.etag = response.etag.empty() ? make_etag(packed.body) : response.etag;
  for (const auto& [name, value] : response.headers) {
    packed.headers.emplace_back(name, value);
  }
  if (response.flags) {
    packed.flags = *response.flags;
  }
  entry->slots = cache::slots_of(response.topics);
  entry->read_at = read_at.here;
  entry->expires_at = expiry(shared_.lifetime());
  keep(entry);
  response = answer(entry, accept_encoding);
  if (lead) {
    lead->set_outcome(cache::SingleFlight::Outcome::kept);
    lead.reset();
  }
  if (!entry->is_absence && !read_at.shared.empty() && packed.body.size() <= kMaxSharedBytes) {
    co_return co_await shared_.store(target, pack(packed), entry->slots, std::move(read_at.shared));
  }
  co_return Result<>{};
}

void ResponseCache::keep(const std::shared_ptr<Entry>& entry) {
  const auto& packed = entry->packed;
  entry->bytes = entry->target.size() + 2 * packed.body.size() + packed.flags.size() * sizeof packed.flags.front() +
                 kEntryOverhead;
  const auto limit = entry->is_absence ? max_bytes_per_shard_ / kAbsencesShare : max_bytes_per_shard_;
  if (entry->bytes > limit) {
    return;
  }
  auto& shard = shard_of(entry->target);
  const std::scoped_lock lock{shard.mutex};
  if (const auto old = shard.index.find(entry->target); old != shard.index.end()) {
    shard.remove(old->second);
  }
  auto& pool = shard.pool_of(*entry);
  while (pool.bytes + entry->bytes > limit) {
    shard.remove(std::prev(pool.recency.end()));
  }
  shard.add(entry);
}

void ResponseCache::note_miss(std::string_view target) {
  auto& shard = shard_of(target);
  const std::scoped_lock lock{shard.mutex};
  ++shard.misses;
}

std::uint64_t ResponseCache::hits() const {
  std::uint64_t sum = 0;
  for (const auto& shard : shards_) {
    const std::scoped_lock lock{shard->mutex};
    sum += shard->hits;
  }
  return sum;
}

std::uint64_t ResponseCache::misses() const {
  std::uint64_t sum = 0;
  for (const auto& shard : shards_) {
    const std::scoped_lock lock{shard->mutex};
    sum += shard->misses;
  }
  return sum;
}

}  // namespace conduit::http
