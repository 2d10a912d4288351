#pragma once

#include "platform/cache/shared_cache.hpp"
#include "platform/log/logger.hpp"
#include "platform/valkey/client.hpp"
#include "platform/valkey/subscriber.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace conduit::valkey {

struct CacheOptions {
  ClientOptions client;
  /// How long an answer lives, less up to a fifth, so that those made together do not end together.
  std::chrono::milliseconds lifetime{10'000};
  /// Programs of another version make other answers and must not find these.
  std::string version;
};

/// The cache of servers that share a Valkey.
///
/// The ChangeClock lives there once more, as a hash: what was changed last, by slot, in a sequence that a script counts
/// up. An entry carries the moment before it was read and counts only while none of its slots is newer, which the same
/// script decides that fetches it. A Valkey that lost the clock starts a new epoch, in which old entries do not count;
/// one that lost its last seconds, as after a failover, goes on behind them, since the sequence follows the time of
/// day.
///
/// Changes are published as they are counted, and every server records them in its own clock. That one is trusted for
/// kTrust after the last moment up to which all is known to be heard: so a server that the channel has silently lost
/// shows nothing older than that. Needs Valkey or Redis 7, not in cluster mode.
class ValkeyCache final : public cache::SharedCache, private Listener {
 public:
  using Moment = SharedCache::Moment;

  static constexpr std::chrono::seconds kTrust{1};

  ValkeyCache(CacheOptions options, log::Logger& logger);
  ~ValkeyCache() override;
  ValkeyCache(const ValkeyCache&) = delete;
  ValkeyCache& operator=(const ValkeyCache&) = delete;
  ValkeyCache(ValkeyCache&&) = delete;
  ValkeyCache& operator=(ValkeyCache&&) = delete;

  [[nodiscard]] cache::ChangeClock& changes() override { return changes_; }
  [[nodiscard]] bool has_other_writers() const override { return true; }

  Task<> record(std::span<const cache::Topic> changed) override;
  Task<Found> find(std::string_view key) override;
  Task<> store(std::string_view key, std::string_view value, cache::Slots slots, Moment read_at) override;
  [[nodiscard]] std::chrono::milliseconds lifetime() const override { return options_.lifetime; }
  [[nodiscard]] const cache::SharedStatistics& statistics() const override { return statistics_; }

  [[nodiscard]] Client& client() { return client_; }

 private:
  /// Changes that the others have not been told, each with the number of the attempt that failed last.
  struct Untold {
    std::mutex mutex;
    std::unordered_map<std::uint16_t, std::uint64_t> slots;
    std::uint64_t attempts = 0;
  };

  void subscribed() override;
  void message(std::string_view text) override;
  void complete_until(Listener::Moment moment) override;
  void lost() override;

  Task<> tell(cache::Slots slots, Wait wait);
  asio::awaitable<void, Executor> tell_late();
  [[nodiscard]] bool is_untold(const cache::Slots& slots);

  const CacheOptions options_;
  const std::string epoch_;
  const std::string entry_prefix_;
  cache::ChangeClock changes_;
  cache::SharedStatistics statistics_;
  Untold untold_;
  std::atomic<std::size_t> untold_count_{0};
  bool telling_late_ = false;
  Client client_;
  /// Last: it calls us from the moment it is there.
  Subscriber subscriber_;
};

}  // namespace conduit::valkey
