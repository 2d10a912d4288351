#include "users/token_authenticator.hpp"

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "platform/cache/change_clock.hpp"
#include "platform/crypto/tokens.hpp"
#include "users/user.hpp"
#include "users/user_store.hpp"
#include "users/user_topics.hpp"

#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::users {
namespace {

struct Remembered {
  std::string token;
  Viewer viewer;
  Timestamp expires_at;
  Timestamp since;
  /// Before the account was read.
  cache::ChangeClock::Moment moment{};
};

bool counts(const crypto::TokenClaims& claims, const User& user) {
  return claims.credentials_version == user.credentials_version || claims.session == user.surviving_session;
}

}  // namespace

/// One place per hash value, the newer token takes it: bounded without any bookkeeping, and only tokens that count get
/// in, so strangers cannot crowd out others.
class TokenAuthenticator::Memory {
 public:
  std::optional<Remembered> find(std::string_view token) {
    auto& slot = slot_of(token);
    const std::scoped_lock lock{slot.mutex};
    return slot.entry && slot.entry->token == token ? slot.entry : std::nullopt;
  }

  void keep(Remembered entry) {
    auto& slot = slot_of(entry.token);
    const std::scoped_lock lock{slot.mutex};
    slot.entry = std::move(entry);
  }

 private:
  struct Slot {
    std::mutex mutex;
    std::optional<Remembered> entry;
  };

  Slot& slot_of(std::string_view token) { return slots_[std::hash<std::string_view>{}(token) % slots_.size()]; }

  std::vector<Slot> slots_ = std::vector<Slot>(kRemembered);
};

TokenAuthenticator::TokenAuthenticator(UserStore& users, const crypto::Tokens& tokens,
                                       const cache::ChangeClock& changes, const Clock& clock)
    : users_(users), tokens_(tokens), changes_(changes), clock_(clock), memory_(std::make_unique<Memory>()) {}

TokenAuthenticator::~TokenAuthenticator() = default;

Task<Viewer> TokenAuthenticator::authenticate(std::string_view token) {
  const auto now = clock_.now();
  if (auto known = memory_->find(token)) {
    const auto age = now - known->since;
    // An age below zero is a clock that was set back: it must not stretch what an entry is worth.
    if (age >= age.zero() && age < kRememberedFor && now < known->expires_at &&
        !changes_.changed_since(account_topic(known->viewer.id), known->moment)) {
      co_return std::move(known->viewer);
    }
  }
  CO_TRY(auto claims, tokens_.verify(token));
  const auto moment = changes_.now();
  CO_TRY(const auto user, co_await users_.find(claims.user));
  if (!user || !counts(claims, *user)) {
    co_return std::unexpected(invalid_token());
  }
  Viewer viewer{.id = claims.user, .session = std::move(claims.session)};
  memory_->keep(
      {.token = std::string{token}, .viewer = viewer, .expires_at = claims.expires_at, .since = now, .moment = moment});
  co_return viewer;
}

}  // namespace conduit::users
