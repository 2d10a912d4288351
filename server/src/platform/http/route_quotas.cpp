#include "platform/http/route_quotas.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::http {

RouteQuotas::RouteQuotas(rate_limit::Limiter& limiter, rate_limit::Policy per_address, rate_limit::Policy per_user)
    : limiter_(limiter), per_address_(std::move(per_address)), per_user_(std::move(per_user)) {}

Task<std::optional<QuotaTaken>> RouteQuotas::take(Quota quota, const Request& request) {
  if (quota == Quota::none) {
    co_return std::nullopt;
  }
  const auto& policy = quota == Quota::per_address ? per_address_ : per_user_;
  if (!policy.limits()) {
    co_return std::nullopt;
  }
  const auto key = quota == Quota::per_address ? client_network(request.client_address)
                                               : fmt::to_string(request.signed_in().id.value);
  CO_TRY(const auto decision, co_await limiter_.take(policy, key));
  co_return QuotaTaken{.policy = &policy, .decision = decision};
}

void append_quota_fields(Response& response, const QuotaTaken& taken) {
  const auto& policy = *taken.policy;
  response.headers.emplace_back("RateLimit-Policy",
                                fmt::format(R"("{}";q={};w={})", policy.name, policy.limit, policy.window.count()));
  response.headers.emplace_back("RateLimit", fmt::format(R"("{}";r={};t={})", policy.name, taken.decision.remaining,
                                                         taken.decision.reset.count()));
}

Error quota_exceeded(const rate_limit::Decision& decision) {
  return Error{.code = ErrorCode::too_many,
               .fields = {},
               .detail = {},
               .retry_after = std::max(decision.retry_after, std::chrono::seconds{1})};
}

std::string client_network(std::string_view address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  if (error || parsed.is_v4()) {
    return std::string{address};
  }
  auto bytes = parsed.to_v6().to_bytes();
  std::ranges::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return fmt::format("{}/64", boost::asio::ip::make_address_v6(bytes).to_string());
}

}  // namespace conduit::http
