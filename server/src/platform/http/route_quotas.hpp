#pragma once

#include "base/task.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/http/router.hpp"
#include "platform/rate_limit/limiter.hpp"
#include "platform/rate_limit/policy.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace conduit::http {

/// A policy and how it decided about a request.
struct QuotaTaken {
  const rate_limit::Policy* policy = nullptr;
  rate_limit::Decision decision;
};

/// Holds requests to the quota that their route asks for.
class RouteQuotas {
 public:
  RouteQuotas(rate_limit::Limiter& limiter, rate_limit::Policy per_address, rate_limit::Policy per_user);

  /// Empty for a route without a quota, or when its policy sets no limit.
  Task<std::optional<QuotaTaken>> take(Quota quota, const Request& request);

 private:
  rate_limit::Limiter& limiter_;
  rate_limit::Policy per_address_;
  rate_limit::Policy per_user_;
};

/// Adds RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10).
void append_quota_fields(Response& response, const QuotaTaken& taken);

/// `too_many` with the time to wait.
[[nodiscard]] Error quota_exceeded(const rate_limit::Decision& decision);

/// What counts as one client: the whole address for IPv4, the network of 64 bits that one customer gets for IPv6.
[[nodiscard]] std::string client_network(std::string_view address);

}  // namespace conduit::http
