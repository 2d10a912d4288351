#pragma once

#include "platform/log/logger.hpp"
#include "platform/rate_limit/limiter.hpp"
#include "platform/valkey/client.hpp"

#include <atomic>
#include <string_view>

namespace conduit::valkey {

/// Quotas that all servers count together. Each take is one script, so that parallel ones cannot both have the last. A
/// client's moment lives only until its quota is whole again. Keys are hashed: they hold addresses and e-mail. Allows
/// everything while Valkey is away, and says so once in the log.
class ValkeyLimiter final : public rate_limit::Limiter {
 public:
  ValkeyLimiter(Client& client, log::Logger& logger) : client_(client), logger_(logger) {}

  Task<rate_limit::Decision> take(const rate_limit::Policy& policy, std::string_view key) override;
  Task<> give_back(const rate_limit::Policy& policy, std::string_view key) override;
  [[nodiscard]] const rate_limit::Statistics& statistics() const override { return statistics_; }

 private:
  void note(bool counting, std::string_view why);

  Client& client_;
  log::Logger& logger_;
  rate_limit::Statistics statistics_;
  std::atomic<bool> counting_{true};
};

}  // namespace conduit::valkey
