#include "platform/mongo/atomically.hpp"

#include <chrono>
#include <random>
#include <thread>

namespace conduit::mongo {
namespace {

constexpr int kMost = 5;
constexpr std::chrono::milliseconds kLongest{1'000};
constexpr std::chrono::microseconds kFirstPause{2'000};

/// Up to twice as long each time: two that met would otherwise meet again.
std::chrono::microseconds pause_before(int attempt) {
  thread_local std::minstd_rand dice{std::random_device{}()};
  const auto longest = kFirstPause * (1 << attempt);
  return std::chrono::microseconds{std::uniform_int_distribution<std::int64_t>{0, longest.count()}(dice)};
}

}  // namespace

bool TransactionAttempts::next() {
  if (made_ > 0) {
    std::this_thread::sleep_for(pause_before(made_));
  }
  return made_++ < kMost;
}

bool TransactionAttempts::out_of_time() const { return std::chrono::steady_clock::now() - begun_ > kLongest; }

}  // namespace conduit::mongo
