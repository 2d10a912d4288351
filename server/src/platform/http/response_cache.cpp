#include "platform/http/response_cache.hpp"

#include "platform/http/compression.hpp"
#include "platform/http/etag.hpp"

#include <algorithm>
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

}  // namespace

struct ResponseCache::Entry {
  std::string target;
  std::string_view content_type;
  std::shared_ptr<const std::string> body;
  std::string etag;
  Topics topics;
  cache::ChangeClock::Moment read_at{};
  boost::container::small_vector<std::pair<std::string_view, std::string>, 2> headers;
  std::size_t bytes = 0;

  /// Made for the first reader who takes it.
  [[nodiscard]] std::shared_ptr<const std::string> gzipped() const {
    std::call_once(gzip_once_, [this] { gzipped_ = std::make_shared<const std::string>(gzip(*body)); });
    return gzipped_;
  }

 private:
  mutable std::once_flag gzip_once_;
  mutable std::shared_ptr<const std::string> gzipped_;
};

struct ResponseCache::Shard {
  using Recency = std::list<std::shared_ptr<const Entry>>;

  std::mutex mutex;
  /// Most recently used first.
  Recency recency;
  /// Keys are views into the entries.
  std::unordered_map<std::string_view, Recency::iterator> index;
  std::size_t bytes = 0;
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;

  void remove(Recency::iterator entry) {
    bytes -= (*entry)->bytes;
    index.erase((*entry)->target);
    recency.erase(entry);
  }
};

ResponseCache::ResponseCache(const cache::ChangeClock& changes, std::size_t max_bytes)
    : changes_(changes), max_bytes_per_shard_(max_bytes / kShards) {
  for (auto& shard : shards_) {
    shard = std::make_unique<Shard>();
  }
}

ResponseCache::~ResponseCache() = default;

ResponseCache::Shard& ResponseCache::shard_of(std::string_view target) {
  return *shards_[std::hash<std::string_view>{}(target) % kShards];
}

Response ResponseCache::answer(const std::shared_ptr<const Entry>& entry, std::string_view accept_encoding) {
  Response response;
  response.content_type = entry->content_type;
  response.caching = Caching::shared;
  response.headers = entry->headers;
  if (entry->body->size() >= kWorthCompressing && accepts_encoding(accept_encoding, "gzip")) {
    response.shared_body = entry->gzipped();
    response.content_encoding = "gzip";
    // Other bytes need another strong tag.
    response.etag = entry->etag.substr(0, entry->etag.size() - 1) + "-gzip\"";
  } else {
    response.shared_body = entry->body;
    response.etag = entry->etag;
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
      ++shard.misses;
      return std::nullopt;
    }
    entry = *found->second;
    const bool stale = std::ranges::any_of(
        entry->topics, [&](cache::Topic topic) { return changes_.changed_since(topic, entry->read_at); });
    if (stale) {
      shard.remove(found->second);
      ++shard.misses;
      return std::nullopt;
    }
    shard.recency.splice(shard.recency.begin(), shard.recency, found->second);
    ++shard.hits;
  }
  return answer(entry, accept_encoding);
}

void ResponseCache::store(std::string_view target, std::string_view accept_encoding, cache::ChangeClock::Moment read_at,
                          Response& response) {
  const auto entry = std::make_shared<Entry>();
  entry->target = target;
  entry->content_type = response.content_type;
  entry->body =
      response.shared_body ? response.shared_body : std::make_shared<const std::string>(std::move(response.body));
  entry->etag = response.etag.empty() ? make_etag(*entry->body) : response.etag;
  entry->topics = response.topics;
  entry->headers = response.headers;
  entry->read_at = read_at;
  entry->bytes = target.size() + 2 * entry->body->size() + kEntryOverhead;
  response = answer(entry, accept_encoding);
  if (entry->bytes > max_bytes_per_shard_) {
    return;
  }
  auto& shard = shard_of(target);
  const std::scoped_lock lock{shard.mutex};
  if (const auto old = shard.index.find(target); old != shard.index.end()) {
    shard.remove(old->second);
  }
  while (shard.bytes + entry->bytes > max_bytes_per_shard_) {
    shard.remove(std::prev(shard.recency.end()));
  }
  shard.recency.push_front(entry);
  shard.index.emplace(entry->target, shard.recency.begin());
  shard.bytes += entry->bytes;
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
