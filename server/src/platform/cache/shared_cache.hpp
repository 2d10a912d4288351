#pragma once

#include "base/task.hpp"
#include "platform/cache/change_clock.hpp"

#include <boost/container/small_vector.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace conduit::cache {

using Topics = boost::container::small_vector<Topic, 4>;
using Slots = boost::container::small_vector<ChangeClock::Slot, 4>;

[[nodiscard]] inline Slots slots_of(std::span<const Topic> topics) {
  Slots slots;
  for (const auto topic : topics) {
    slots.push_back(ChangeClock::slot_of(topic));
  }
  return slots;
}

/// For metrics.
struct SharedStatistics {
  std::atomic<std::uint64_t> hits{0};
  std::atomic<std::uint64_t> misses{0};
  /// Questions that found no answer in time; the store was asked instead.
  std::atomic<std::uint64_t> failures{0};
  /// Changes that the other servers were told late, or have not been told yet.
  std::atomic<std::uint64_t> late_changes{0};
  /// How often the channel of changes was found, the first time too.
  std::atomic<std::uint64_t> subscriptions{0};
};

/// What the servers of one site share: the news of what has changed, and answers that one of them has made. None of it
/// is ever an obstacle: what goes wrong is counted, and the store has the answer.
class SharedCache {
 public:
  /// A time of the servers' common clock, as the cache wrote it; empty when it could not be had.
  using Moment = std::string;

  struct Found {
    std::optional<std::string> value;
    /// Of a value: what it depends on, and how long it may still be used.
    Slots slots;
    std::chrono::milliseconds expires_in{0};
    /// Of no value: take what you read from the store from here on back to store() with this.
    Moment read_at;
  };

  SharedCache() = default;
  SharedCache(const SharedCache&) = delete;
  SharedCache& operator=(const SharedCache&) = delete;
  SharedCache(SharedCache&&) = delete;
  SharedCache& operator=(SharedCache&&) = delete;
  virtual ~SharedCache() = default;

  /// What this server knows of changes, its own and the others'.
  [[nodiscard]] virtual ChangeClock& changes() = 0;

  /// Whether others write too, of whose changes this server hears a moment later. What find() answers is exact then.
  [[nodiscard]] virtual bool has_other_writers() const = 0;

  /// Tells the other servers, then our own ChangeClock. Afterwards nothing that was read before the change is found
  /// here. Takes one short deadline at most; what the others could not be told is told as soon as it can be.
  virtual Task<> record(std::span<const Topic> changed) = 0;

  /// A value counts only if none of its topics has changed since the moment that it was stored with.
  virtual Task<Found> find(std::string_view key) = 0;
  virtual Task<> store(std::string_view key, std::string_view value, Slots slots, Moment read_at) = 0;

  /// How old an answer may become that was made here; zero is any age.
  [[nodiscard]] virtual std::chrono::milliseconds lifetime() const = 0;
  [[nodiscard]] virtual const SharedStatistics& statistics() const = 0;
};

}  // namespace conduit::cache
