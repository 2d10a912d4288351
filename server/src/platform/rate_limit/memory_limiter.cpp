#include "platform/rate_limit/memory_limiter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::rate_limit {
namespace {

std::string name_of(const Policy& policy, std::string_view key) { return fmt::format("{}:{}", policy.name, key); }

}  // namespace

Task<Decision> MemoryLimiter::take(const Policy& policy, std::string_view key) {
  co_return take_now(policy, name_of(policy, key));
}

Decision MemoryLimiter::take_now(const Policy& policy, std::string name) {
  const Moment now = clock_.now();
  auto& shard = shard_of(name);
  const std::scoped_lock lock{shard.mutex};
  if (shard.whole_at.size() >= shard.sweep_at) {
    std::erase_if(shard.whole_at, [now](const auto& client) { return client.second <= now; });
    // Twice what is left: so a sweep is paid for by as many newcomers as it looks at.
    shard.sweep_at = std::max<std::size_t>(64, 2 * shard.whole_at.size());
  }
  auto client = shard.whole_at.find(name);
  const auto step = take_one(policy, client == shard.whole_at.end() ? now : client->second, now);
  if (client != shard.whole_at.end()) {
    client->second = step.whole_at;
  } else if (shard.whole_at.size() < max_per_shard_) {
    shard.whole_at.emplace(std::move(name), step.whole_at);
  } else {
    statistics_.failed_open.fetch_add(1, std::memory_order_relaxed);
  }
  (step.decision.allowed ? statistics_.allowed : statistics_.refused).fetch_add(1, std::memory_order_relaxed);
  return step.decision;
}

Task<> MemoryLimiter::give_back(const Policy& policy, std::string_view key) {
  const auto name = name_of(policy, key);
  auto& shard = shard_of(name);
  const std::scoped_lock lock{shard.mutex};
  if (const auto client = shard.whole_at.find(name); client != shard.whole_at.end()) {
    client->second = put_back(policy, client->second);
  }
  co_return Result<>{};
}

std::size_t MemoryLimiter::clients() const {
  std::size_t sum = 0;
  for (const auto& shard : shards_) {
    const std::scoped_lock lock{shard.mutex};
    sum += shard.whole_at.size();
  }
  return sum;
}

}  // namespace conduit::rate_limit
