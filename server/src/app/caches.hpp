#pragma once

#include "app/config.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "platform/cache/shared_cache.hpp"
#include "platform/log/logger.hpp"
#include "platform/rate_limit/limiter.hpp"

#include <memory>

namespace conduit::valkey {
class Client;
}

namespace conduit::app {

/// What CONDUIT_CACHE_URL names: the cache and the quotas, in this process alone or shared by all servers.
struct Caches {
  std::unique_ptr<cache::SharedCache> shared;
  std::unique_ptr<rate_limit::Limiter> limiter;
  /// The connection of both to their server; null in memory.
  const valkey::Client* valkey = nullptr;
};

/// Does not wait for a server: one that is away only makes answers slower. `invalid` naming CONDUIT_CACHE_URL or
/// CONDUIT_CACHE_CA_FILE for what cannot be used.
[[nodiscard]] Result<Caches> open_caches(const Config& config, const Clock& clock, log::Logger& logger);

}  // namespace conduit::app
