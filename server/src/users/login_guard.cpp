#include "users/login_guard.hpp"

#include "base/error.hpp"
#include "base/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::users {
namespace {

constexpr std::int64_t kFromEverywhere = 10;

Error too_many_attempts(const rate_limit::Decision& decision) {
  auto error = field_error(ErrorCode::too_many, "credentials", "were wrong too often, try again later");
  error.retry_after = std::max(decision.retry_after, std::chrono::seconds{1});
  return error;
}

std::string pair_key(std::string_view email_key, std::string_view client) {
  return fmt::format("{} {}", client, email_key);
}

}  // namespace

LoginGuard::LoginGuard(rate_limit::Limiter& limiter, rate_limit::Policy from_one_address)
    : limiter_(limiter), from_one_address_(std::move(from_one_address)), from_everywhere_(from_one_address_) {
  from_one_address_.name = "login";
  from_everywhere_.name = "login-anywhere";
  from_everywhere_.limit *= kFromEverywhere;
}

Task<> LoginGuard::admit(std::string_view email_key, std::string_view client) {
  if (!from_one_address_.limits()) {
    co_return Result<>{};
  }
  CO_TRY(const auto here, co_await limiter_.take(from_one_address_, pair_key(email_key, client)));
  if (!here.allowed) {
    co_return std::unexpected(too_many_attempts(here));
  }
  CO_TRY(const auto anywhere, co_await limiter_.take(from_everywhere_, email_key));
  if (!anywhere.allowed) {
    co_return std::unexpected(too_many_attempts(anywhere));
  }
  co_return Result<>{};
}

Task<> LoginGuard::forgive(std::string_view email_key, std::string_view client) {
  if (!from_one_address_.limits()) {
    co_return Result<>{};
  }
  CO_TRY(co_await limiter_.give_back(from_one_address_, pair_key(email_key, client)));
  CO_TRY(co_await limiter_.give_back(from_everywhere_, email_key));
  co_return Result<>{};
}

}  // namespace conduit::users
