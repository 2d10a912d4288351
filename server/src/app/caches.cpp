#include "app/caches.hpp"

#include "app/version.hpp"
#include "base/error.hpp"
#include "platform/cache/unshared_cache.hpp"
#include "platform/rate_limit/memory_limiter.hpp"
#include "platform/valkey/address.hpp"
#include "platform/valkey/valkey_cache.hpp"
#include "platform/valkey/valkey_limiter.hpp"

#include <fmt/format.h>

#include <expected>
#include <filesystem>
#include <memory>
#include <utility>

namespace conduit::app {

Result<Caches> open_caches(const Config& config, const Clock& clock, log::Logger& logger) {
  if (config.cache_url == "memory:") {
    return Caches{.shared = std::make_unique<cache::UnsharedCache>(),
                  .limiter = std::make_unique<rate_limit::MemoryLimiter>(clock)};
  }
  const auto address = valkey::parse_address(config.cache_url);
  if (!address) {
    return std::unexpected(invalid("CONDUIT_CACHE_URL", "is no address of a Valkey server"));
  }
  if (!config.cache_ca_file.empty() && !std::filesystem::is_regular_file(config.cache_ca_file)) {
    return std::unexpected(invalid("CONDUIT_CACHE_CA_FILE",
                                   fmt::format("is \"{}\"; expected a file of certificates", config.cache_ca_file)));
  }
  auto cache = std::make_unique<valkey::ValkeyCache>(
      valkey::CacheOptions{.client = {.link = {.address = *address, .ca_file = config.cache_ca_file},
                                      .command_timeout = config.cache_timeout},
                           .lifetime = config.cache_lifetime,
                           .version = fmt::format("{}-{}", version(), commit())},
      logger);
  auto& client = cache->client();
  auto limiter = std::make_unique<valkey::ValkeyLimiter>(client, logger);
  return Caches{.shared = std::move(cache), .limiter = std::move(limiter), .valkey = &client};
}

}  // namespace conduit::app
