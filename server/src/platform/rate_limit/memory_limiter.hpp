#pragma once

#include "base/clock.hpp"
#include "platform/rate_limit/gcra.hpp"
#include "platform/rate_limit/limiter.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace conduit::rate_limit {

/// The quotas of one process. Remembers up to `max_clients` that are short of their whole quota; who comes when that
/// many are known is let through uncounted. Safe from all threads.
class MemoryLimiter final : public Limiter {
 public:
  explicit MemoryLimiter(const Clock& clock, std::size_t max_clients = 1'000'000)
      : clock_(clock), max_per_shard_(max_clients / kShards) {}

  Task<Decision> take(const Policy& policy, std::string_view key) override;
  Task<> give_back(const Policy& policy, std::string_view key) override;
  [[nodiscard]] const Statistics& statistics() const override { return statistics_; }

  [[nodiscard]] std::size_t clients() const;

 private:
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Moment> whole_at;
    /// The size at which those whose quota is whole again are looked for and forgotten.
    std::size_t sweep_at = 64;
  };

  Decision take_now(const Policy& policy, std::string name);
  Shard& shard_of(const std::string& name) { return shards_[std::hash<std::string>{}(name) % kShards]; }

  static constexpr std::size_t kShards = 16;

  const Clock& clock_;
  std::size_t max_per_shard_;
  std::array<Shard, kShards> shards_;
  Statistics statistics_;
};

}  // namespace conduit::rate_limit
