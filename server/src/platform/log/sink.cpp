#include "platform/log/sink.hpp"

#include <limits.h>  // NOLINT(modernize-deprecated-headers): PIPE_BUF is POSIX's
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace conduit::log {
namespace {

/// Lines are gathered for so long, or until there are so many bytes: under load one system call writes many.
constexpr std::chrono::milliseconds kGather{10};
constexpr std::size_t kFullBatch = std::size_t{64} * 1024;

constexpr std::chrono::seconds kLastWords{1};

/// How long the thread waits for a reader that does not read before it looks whether it should stop.
constexpr int kPollMilliseconds = 200;

std::uint64_t lines_in(std::string_view bytes) { return static_cast<std::uint64_t>(std::ranges::count(bytes, '\n')); }

/// The piece to write next. A pipe that can be written to takes PIPE_BUF bytes without blocking, and takes them whole:
/// so a stuck reader never holds the thread inside write(), and other writers' lines come between ours, not into them.
std::string_view next_piece(std::string_view bytes) {
  if (bytes.size() <= PIPE_BUF) {
    return bytes;
  }
  const auto line_end = bytes.substr(0, PIPE_BUF).rfind('\n');
  return bytes.substr(0, line_end == std::string_view::npos ? PIPE_BUF : line_end + 1);
}

}  // namespace

Sink::Sink(Options options, std::function<std::string(std::uint64_t)> tell_loss)
    : options_(options), tell_loss_(std::move(tell_loss)), thread_([this] { work(); }) {}

Sink::~Sink() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
    give_up_at_ = std::chrono::steady_clock::now() + kLastWords;
  }
  wake_.notify_one();
  thread_.join();
}

void Sink::push(std::string_view line) {
  bool worth_waking = false;
  {
    const std::scoped_lock lock{mutex_};
    const auto before = waiting_.size();
    if (before + in_flight_ + line.size() > options_.buffer_bytes) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    waiting_.append(line);
    worth_waking = before == 0 || (before < kFullBatch && waiting_.size() >= kFullBatch);
  }
  if (worth_waking) {
    wake_.notify_one();
  }
}

void Sink::work() {
  std::unique_lock lock{mutex_};
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    wake_.wait_for(lock, kGather, [this] { return stopping_ || waiting_.size() >= kFullBatch; });
    const auto batch = take_batch();
    if (batch.empty()) {
      return;
    }
    lock.unlock();
    const auto written = write_all(batch);
    lock.lock();
    in_flight_ = 0;
    if (!written && stopping_) {
      return;
    }
  }
}

/// What waits, and after it how much was dropped: what waits was there before the buffer was full.
std::string Sink::take_batch() {
  auto batch = std::exchange(waiting_, {});
  if (const auto lost = dropped_lines() - told_; lost > 0) {
    batch += tell_loss_(lost);
    told_ += lost;
  }
  in_flight_ = batch.size();
  return batch;
}

bool Sink::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd ready{.fd = options_.descriptor, .events = POLLOUT, .revents = 0};
    if (::poll(&ready, 1, kPollMilliseconds) == 0) {
      if (must_give_up()) {
        return false;
      }
      continue;
    }
    const auto piece = next_piece(bytes);
    const auto count = ::write(options_.descriptor, piece.data(), piece.size());
    if (count < 0 && errno != EINTR && errno != EAGAIN) {
      dropped_.fetch_add(lines_in(bytes), std::memory_order_relaxed);  // nobody reads any more
      return false;
    }
    bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return true;
}

bool Sink::must_give_up() {
  const std::scoped_lock lock{mutex_};
  return stopping_ && std::chrono::steady_clock::now() > give_up_at_;
}

}  // namespace conduit::log
