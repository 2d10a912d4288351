#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

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

/// Tells whether something read earlier may have changed since, without knowing what was cached where.
///
/// A reader takes now() before it reads the store and keeps that moment with what it caches. A writer calls record()
/// after its write is durable and before it answers. A cached entry counts only while none of its topics has changed
/// since its moment: so an old value that a slow reader puts into a cache after the write is dead on arrival.
///
/// Topics share a fixed number of slots: a collision costs a needless miss, never a stale hit. Lock-free.
class ChangeClock {
 public:
  enum class Moment : std::uint64_t {};

  [[nodiscard]] Moment now() const noexcept { return Moment{sequence_.load(std::memory_order_acquire)}; }

  void record(Topic changed) noexcept {
    const auto at = sequence_.fetch_add(1, std::memory_order_acq_rel) + 1;
    auto& slot = slots_[index(changed)];
    auto seen = slot.load(std::memory_order_relaxed);
    while (seen < at && !slot.compare_exchange_weak(seen, at, std::memory_order_acq_rel)) {
    }
  }

  [[nodiscard]] bool changed_since(Topic watched, Moment moment) const noexcept {
    return slots_[index(watched)].load(std::memory_order_acquire) > static_cast<std::uint64_t>(moment);
  }

 private:
  static constexpr std::size_t kSlots = 4096;
  static std::size_t index(Topic topic) noexcept { return static_cast<std::uint64_t>(topic) % kSlots; }

  std::atomic<std::uint64_t> sequence_{0};
  std::array<std::atomic<std::uint64_t>, kSlots> slots_{};
};

}  // namespace conduit::cache
