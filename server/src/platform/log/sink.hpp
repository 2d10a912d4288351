#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace conduit::log {

/// The buffer between those who log and the one thread that writes. push() never waits for the reader: when the buffer
/// is full, lines are dropped and counted, and a line in their place says how many once it flows again.
class Sink {
 public:
  struct Options {
    int descriptor;
    /// Bytes that may wait to be written.
    std::size_t buffer_bytes;
  };

  /// `tell_loss` makes the line about a number of dropped lines; it is called on the writing thread.
  Sink(Options options, std::function<std::string(std::uint64_t)> tell_loss);
  /// Writes what waits, for at most a second.
  ~Sink();

  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  Sink(Sink&&) = delete;
  Sink& operator=(Sink&&) = delete;

  /// `line` with its line feed.
  void push(std::string_view line);

  [[nodiscard]] std::uint64_t dropped_lines() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  void work();
  [[nodiscard]] std::string take_batch();
  [[nodiscard]] bool write_all(std::string_view bytes);
  [[nodiscard]] bool must_give_up();

  Options options_;
  std::function<std::string(std::uint64_t)> tell_loss_;
  std::atomic<std::uint64_t> dropped_{0};

  std::mutex mutex_;
  std::condition_variable wake_;
  std::string waiting_;
  /// Bytes that the thread has taken and not yet written.
  std::size_t in_flight_ = 0;
  /// Of the dropped lines, those that a line has told of.
  std::uint64_t told_ = 0;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point give_up_at_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace conduit::log
