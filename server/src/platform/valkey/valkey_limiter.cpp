#include "platform/valkey/valkey_limiter.hpp"

#include "platform/valkey/script.hpp"

#include <fmt/format.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace conduit::valkey {
namespace {

using rate_limit::Decision;
using rate_limit::Policy;

// rate_limit::take_one() in the server: the moment is kept in microseconds, by the server's own clock, which all share.
// Answers with allowed, remaining, and the microseconds until the quota is whole and until the next is allowed.
const Script& take_script() {
  static const Script script{R"(
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local window = tonumber(ARGV[2]) * 1000000
local interval = math.max(1, math.floor(window / tonumber(ARGV[1])))
local whole = tonumber(redis.call('GET', KEYS[1]) or now)
whole = math.min(math.max(whole, now), now + window)
local room = now + window - whole - interval
if room < 0 then return {0, 0, whole - now, -room} end
redis.call('SET', KEYS[1], string.format('%.0f', whole + interval), 'PX', math.ceil((whole + interval - now) / 1000))
return {1, math.floor(room / interval), whole + interval - now, 0}
)"};
  return script;
}

const Script& give_back_script() {
  static const Script script{R"(
local whole = tonumber(redis.call('GET', KEYS[1]) or 0)
if whole == 0 then return 0 end
local interval = math.max(1, math.floor(tonumber(ARGV[2]) * 1000000 / tonumber(ARGV[1])))
redis.call('SET', KEYS[1], string.format('%.0f', whole - interval), 'KEEPTTL')
return 1
)"};
  return script;
}

std::string key_of(const Policy& policy, std::string_view key) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(key.data());  // NOLINT: libsodium takes bytes so
  crypto_generichash(hash.data(), hash.size(), bytes, key.size(), nullptr, 0);
  std::array<char, 2 * crypto_generichash_BYTES + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return fmt::format("conduit:1:quota:{}:{}", policy.name, hex.data());
}

std::chrono::seconds rounded_up(std::int64_t microseconds) {
  return std::chrono::ceil<std::chrono::seconds>(std::chrono::microseconds{microseconds});
}

}  // namespace

Task<Decision> ValkeyLimiter::take(const Policy& policy, std::string_view key) {
  const auto name = key_of(policy, key);
  const auto limit = fmt::to_string(policy.limit);
  const auto window = fmt::to_string(policy.window.count());
  const auto reply = co_await client_.eval(take_script(), {name}, {limit, window});
  if (!reply || reply->elements.size() != 4) {
    note(false, reply ? "an answer that is none" : reply.error().detail);
    statistics_.failed_open.fetch_add(1, std::memory_order_relaxed);
    co_return Decision{.allowed = true, .remaining = policy.limit, .reset = {}, .retry_after = {}};
  }
  note(true, {});
  const auto& elements = reply->elements;
  const Decision decision{.allowed = elements[0].integer == 1,
                          .remaining = elements[1].integer,
                          .reset = rounded_up(elements[2].integer),
                          .retry_after = rounded_up(elements[3].integer)};
  (decision.allowed ? statistics_.allowed : statistics_.refused).fetch_add(1, std::memory_order_relaxed);
  co_return decision;
}

Task<> ValkeyLimiter::give_back(const Policy& policy, std::string_view key) {
  const auto name = key_of(policy, key);
  const auto limit = fmt::to_string(policy.limit);
  const auto window = fmt::to_string(policy.window.count());
  // What cannot be given back comes back with time.
  static_cast<void>(co_await client_.eval(give_back_script(), {name}, {limit, window}));
  co_return Result<>{};
}

void ValkeyLimiter::note(bool counting, std::string_view why) {
  if (counting_.exchange(counting, std::memory_order_relaxed) == counting) {
    return;
  }
  if (counting) {
    logger_.write(log::Level::info, "quotas are counted again");
  } else {
    logger_.write(log::Level::warn, "quotas are not counted: everything is allowed", {{"cause", why}});
  }
}

}  // namespace conduit::valkey
