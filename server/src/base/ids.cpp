#include "base/ids.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace conduit {
namespace {

constexpr int kCounterBits = 12;
constexpr Timestamp kEpoch = std::chrono::sys_days{std::chrono::January / 1 / 2024};

std::int64_t random_low_bits() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  // Half of the range: the rest is room to count up before the next millisecond begins.
  return std::uniform_int_distribution<std::int64_t>{0, (1 << (kCounterBits - 1)) - 1}(engine);
}

}  // namespace

std::int64_t IdGenerator::next_value() {
  const auto elapsed = std::max<std::int64_t>(0, (clock_.now() - kEpoch).count());
  const auto fresh = (elapsed << kCounterBits) | random_low_bits();
  auto last = last_.load(std::memory_order_relaxed);
  while (true) {
    const auto next = fresh > last ? fresh : last + 1;
    if (last_.compare_exchange_weak(last, next, std::memory_order_relaxed)) {
      return next;
    }
  }
}

}  // namespace conduit
