#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace conduit::cache {

/// Something that cached answers depend on, such as “article 17” or “all lists”. Made with topic().
enum class Topic : std::uint64_t {};

/// Kinds are small numbers that features name in their own headers (see articles/article_topics.hpp).
[[nodiscard]] constexpr Topic topic(std::uint64_t kind, std::int64_t id = 0) {
  // The 64-bit finalizer of MurmurHash3: spreads (kind, id) over the slots.
  std::uint64_t h = (kind << 56U) ^ static_cast<std::uint64_t>(id);
  h = (h ^ (h >> 33U)) * 0xff51afd7ed558ccdULL;
  h = (h ^ (h >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return Topic{h ^ (h >> 33U)};
}
/// What has a name instead of a number; the 64-bit FNV-1a hash of it, which is the same on every server.
[[nodiscard]] constexpr Topic topic(std::uint64_t kind, std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : name) {
    h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return topic(kind, static_cast<std::int64_t>(h));
}

/// Tells whether something read earlier may have changed since, without knowing what was cached where.
///
/// A reader takes now() before it reads the store and keeps that moment with what it caches. A writer calls record()
/// after its write is durable and before it answers. A cached entry counts only while none of its topics has changed
/// since its moment: so an old value that a slow reader puts into a cache after the write is dead on arrival.
///
/// Topics share a fixed number of slots: a collision costs a needless miss, never a stale hit. Lock-free.
///
/// Where several servers write, each records what it hears of the others. It trusts its clock only while it knows that
/// it hears them (trust_until); meanwhile, everything counts as changed.
class ChangeClock {
 public:
  enum class Moment : std::uint64_t {};
  /// What servers tell each other: the same for a topic on all of them.
  enum class Slot : std::uint16_t {};

  static constexpr std::size_t kSlots = 4096;

  /// Hears of all changes at once, as in a single server: trusted for ever.
  ChangeClock() = default;
  explicit ChangeClock(std::chrono::steady_clock::time_point trusted_until) { trust_until(trusted_until); }

  [[nodiscard]] static constexpr Slot slot_of(Topic topic) noexcept {
    return Slot{static_cast<std::uint16_t>(static_cast<std::uint64_t>(topic) % kSlots)};
  }

  [[nodiscard]] Moment now() const noexcept { return Moment{sequence_.load(std::memory_order_acquire)}; }

  void record(Slot changed) noexcept { advance(slots_[static_cast<std::size_t>(changed)]); }
  void record(Topic changed) noexcept { record(slot_of(changed)); }
  /// For when changes may have been missed.
  void record_everything() noexcept { advance(everything_); }

  [[nodiscard]] bool changed_since(Slot watched, Moment moment) const noexcept {
    const auto since = static_cast<std::uint64_t>(moment);
    return slots_[static_cast<std::size_t>(watched)].load(std::memory_order_acquire) > since ||
           everything_.load(std::memory_order_acquire) > since || !trusted();
  }
  [[nodiscard]] bool changed_since(Topic watched, Moment moment) const noexcept {
    return changed_since(slot_of(watched), moment);
  }

  void trust_until(std::chrono::steady_clock::time_point end) noexcept {
    trusted_until_.store(end.time_since_epoch().count(), std::memory_order_release);
  }
  [[nodiscard]] bool trusted() const noexcept {
    const auto until = trusted_until_.load(std::memory_order_acquire);
    return until == kForEver || std::chrono::steady_clock::now().time_since_epoch().count() < until;
  }

 private:
  using Ticks = std::chrono::steady_clock::rep;
  static constexpr Ticks kForEver = std::numeric_limits<Ticks>::max();

  void advance(std::atomic<std::uint64_t>& last) noexcept {
    const auto at = sequence_.fetch_add(1, std::memory_order_acq_rel) + 1;
    auto seen = last.load(std::memory_order_relaxed);
    while (seen < at && !last.compare_exchange_weak(seen, at, std::memory_order_acq_rel)) {
    }
  }

  std::atomic<std::uint64_t> sequence_{0};
  std::atomic<std::uint64_t> everything_{0};
  std::atomic<Ticks> trusted_until_{kForEver};
  std::array<std::atomic<std::uint64_t>, kSlots> slots_{};
};

}  // namespace conduit::cache
