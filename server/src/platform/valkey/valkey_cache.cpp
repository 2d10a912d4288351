#include "platform/valkey/valkey_cache.hpp"

#include "platform/valkey/cache_scripts.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <expected>
#include <iterator>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace conduit::valkey {
namespace {

using cache::ChangeClock;
using cache::Slots;

// The number names this layout of the clock and the entries: servers that share it understand each other.
constexpr std::string_view kClockKey = "conduit:1:clock";
constexpr std::string_view kChannel = "conduit:1:changes";

std::string random_epoch() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

/// Nothing when this is no list of slots: somebody else writes to our channel or keys.
std::optional<Slots> parse_slots(std::string_view text) {
  Slots slots;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    std::uint16_t slot = 0;
    const auto* const end = part.data() + part.size();
    const auto [stopped, error] = std::from_chars(part.data(), end, slot);
    if (error != std::errc{} || stopped != end || slot >= ChangeClock::kSlots) {
      return std::nullopt;
    }
    slots.push_back(ChangeClock::Slot{slot});
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  return slots;
}

std::string write_slots(const Slots& slots) {
  std::string text;
  for (const auto slot : slots) {
    fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? "" : ",", static_cast<std::uint16_t>(slot));
  }
  return text;
}

std::chrono::milliseconds shortened(std::chrono::milliseconds lifetime) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return lifetime -
         std::chrono::milliseconds{std::uniform_int_distribution<std::int64_t>{0, lifetime.count() / 5}(random)};
}

}  // namespace

ValkeyCache::ValkeyCache(CacheOptions options, log::Logger& logger)
    : options_(std::move(options)),
      epoch_(random_epoch()),
      entry_prefix_(fmt::format("conduit:1:{}:", options_.version)),
      changes_(Listener::Moment::min()),
      client_(options_.client, logger),
      subscriber_(options_.client.link, std::string{kChannel}, *this, logger) {}

ValkeyCache::~ValkeyCache() { subscriber_.stop(); }

Task<> ValkeyCache::record(std::span<const cache::Topic> changed) {
  const auto slots = cache::slots_of(changed);
  // The others first: a reader here who starts after our own clock has moved must not be given the old entry of the
  // shared one.
  static_cast<void>(co_await tell(slots, Wait::briefly));
  for (const auto slot : slots) {
    changes_.record(slot);
  }
  co_return Result<>{};
}

/// Tells these and whatever is still untold; keeps in mind what could not be told.
Task<> ValkeyCache::tell(Slots slots, Wait wait) {
  std::uint64_t attempt = 0;
  {
    const std::lock_guard lock{untold_.mutex};
    attempt = ++untold_.attempts;
    for (const auto& [slot, failed] : untold_.slots) {
      slots.push_back(ChangeClock::Slot{slot});
    }
  }
  std::vector<std::string> numbers;
  numbers.reserve(slots.size());
  for (const auto slot : slots) {
    numbers.push_back(std::to_string(static_cast<std::uint16_t>(slot)));
  }
  std::vector<std::string_view> arguments{epoch_, kChannel};
  arguments.insert(arguments.end(), numbers.begin(), numbers.end());
  const auto told = co_await client_.eval(record_script(), {kClockKey}, std::move(arguments), wait);

  const std::lock_guard lock{untold_.mutex};
  for (const auto slot : slots) {
    const auto number = static_cast<std::uint16_t>(slot);
    if (!told) {
      auto& failed = untold_.slots[number];
      failed = std::max(failed, attempt);
      continue;
    }
    // A change that failed after this attempt began may not have been part of it.
    const auto known = untold_.slots.find(number);
    if (known != untold_.slots.end() && known->second < attempt) {
      untold_.slots.erase(known);
    }
  }
  untold_count_.store(untold_.slots.size(), std::memory_order_release);
  if (!told) {
    statistics_.late_changes.fetch_add(1, std::memory_order_relaxed);
    co_return std::unexpected(told.error());
  }
  co_return Result<>{};
}

bool ValkeyCache::is_untold(const Slots& slots) {
  if (untold_count_.load(std::memory_order_acquire) == 0) {
    return false;
  }
  const std::lock_guard lock{untold_.mutex};
  return std::ranges::any_of(
      slots, [this](ChangeClock::Slot slot) { return untold_.slots.contains(static_cast<std::uint16_t>(slot)); });
}

Task<cache::SharedCache::Found> ValkeyCache::find(std::string_view key) {
  const auto entry = entry_prefix_ + std::string{key};
  auto reply = co_await client_.eval(find_script(), {kClockKey, entry}, {epoch_});
  if (!reply || reply->elements.empty()) {
    statistics_.failures.fetch_add(1, std::memory_order_relaxed);
    co_return Found{};
  }
  auto& elements = reply->elements;
  Found found;
  found.read_at = std::move(elements[0].text);
  if (elements.size() == 4) {
    auto slots = parse_slots(elements[1].text);
    // What we changed ourselves and could not say yet is not news to us.
    if (slots && !is_untold(*slots) && elements[3].integer > 0) {
      found.slots = *std::move(slots);
      found.value = std::move(elements[2].text);
      found.expires_in = std::chrono::milliseconds{elements[3].integer};
    }
  }
  (found.value ? statistics_.hits : statistics_.misses).fetch_add(1, std::memory_order_relaxed);
  co_return found;
}

Task<> ValkeyCache::store(std::string_view key, std::string_view value, Slots slots, Moment read_at) {
  if (read_at.empty()) {
    co_return Result<>{};
  }
  const auto entry = entry_prefix_ + std::string{key};
  const auto text = fmt::format("{} {}\n{}", read_at, write_slots(slots), value);
  const auto lifetime = std::to_string(std::max<std::int64_t>(1, shortened(options_.lifetime).count()));
  if (!co_await client_.command({"SET", entry, text, "PX", lifetime})) {
    statistics_.failures.fetch_add(1, std::memory_order_relaxed);
  }
  co_return Result<>{};
}

void ValkeyCache::subscribed() {
  statistics_.subscriptions.fetch_add(1, std::memory_order_relaxed);
  changes_.record_everything();
}

void ValkeyCache::message(std::string_view text) {
  const auto slots = parse_slots(text);
  if (!slots) {
    changes_.record_everything();
    return;
  }
  for (const auto slot : *slots) {
    changes_.record(slot);
  }
}

void ValkeyCache::complete_until(Listener::Moment moment) {
  changes_.trust_until(moment + kTrust);
  if (untold_count_.load(std::memory_order_acquire) != 0 && !std::exchange(telling_late_, true)) {
    asio::co_spawn(subscriber_.executor(), tell_late(), [](const std::exception_ptr& exception) {
      if (exception) {
        std::rethrow_exception(exception);
      }
    });
  }
}

asio::awaitable<void, Executor> ValkeyCache::tell_late() {
  // Also where Valkey is too slow for those who wait. May fail all the same: the next sign of life tries again.
  static_cast<void>(co_await tell({}, Wait::patiently));
  telling_late_ = false;
}

void ValkeyCache::lost() { changes_.trust_until(Listener::Moment::min()); }

}  // namespace conduit::valkey
