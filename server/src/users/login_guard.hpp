#pragma once

#include "base/task.hpp"
#include "platform/rate_limit/limiter.hpp"
#include "platform/rate_limit/policy.hpp"

#include <string_view>

namespace conduit::users {

/// Slows down who guesses passwords. Wrong ones count, for an account from one address and, ten times as many, for the
/// account from everywhere: one attacker cannot lock the owner out alone, and many together cannot guess without end.
class LoginGuard {
 public:
  LoginGuard(rate_limit::Limiter& limiter, rate_limit::Policy from_one_address);

  /// Before the password is looked at, so that attempts in parallel count too. `too_many` when the quota is used up.
  /// Takes addresses that nobody has an account for like any other, which tells nothing about who has one.
  Task<> admit(std::string_view email_key, std::string_view client);

  /// The password was right: the attempt does not count.
  Task<> forgive(std::string_view email_key, std::string_view client);

 private:
  rate_limit::Limiter& limiter_;
  rate_limit::Policy from_one_address_;
  rate_limit::Policy from_everywhere_;
};

}  // namespace conduit::users
