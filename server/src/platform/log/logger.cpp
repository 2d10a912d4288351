#include "platform/log/logger.hpp"

#include "platform/json/writer.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

namespace conduit::log {
namespace {

constexpr std::size_t kMaxLineBytes = std::size_t{15} * 1024;
/// How long the writer waits for a reader that does not read before it looks whether it should stop.
constexpr int kPollMilliseconds = 200;
constexpr std::chrono::seconds kLastWords{1};

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      break;
  }
  return "error";
}

/// Select graphic rendition (ECMA-48): dim, plain, yellow, red.
std::string_view colour_of(Level level) {
  switch (level) {
    case Level::debug:
      return "\x1b[2m";
    case Level::info:
      return "";
    case Level::warn:
      return "\x1b[33m";
    case Level::error:
      break;
  }
  return "\x1b[31m";
}

/// Cuts at a character's boundary, so that what is left is still UTF-8.
std::string_view shortened(std::string_view text) {
  if (text.size() <= kMaxLineBytes / 4) {
    return text;
  }
  auto end = kMaxLineBytes / 4;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

void append_json(json::Writer& writer, const Field& field) {
  writer.key(field.name);
  if (const auto* const text = std::get_if<std::string_view>(&field.value)) {
    writer.value(shortened(*text));
  } else if (const auto* const number = std::get_if<std::int64_t>(&field.value)) {
    writer.value(*number);
  } else {
    writer.value(std::get<bool>(field.value));
  }
}

void append_text(std::string& out, const Field& field) {
  out.append(out.empty() ? "" : " ").append(field.name).append("=");
  if (const auto* const text = std::get_if<std::string_view>(&field.value)) {
    // As a JSON string: whatever the text holds, it stays one line and cannot look like another field.
    json::append_string(out, shortened(*text));
  } else if (const auto* const number = std::get_if<std::int64_t>(&field.value)) {
    fmt::format_to(std::back_inserter(out), "{}", *number);
  } else {
    out.append(std::get<bool>(field.value) ? "true" : "false");
  }
}

}  // namespace

/// The buffer between those who log and the one thread that writes.
class Logger::Sink {
 public:
  Sink(const Options& options, std::atomic<std::uint64_t>& dropped)
      : descriptor_(options.descriptor), limit_(options.buffer_bytes), dropped_(dropped), thread_([this] { work(); }) {}

  ~Sink() {
    {
      const std::scoped_lock lock{mutex_};
      stopping_ = true;
      give_up_at_ = std::chrono::steady_clock::now() + kLastWords;
    }
    wake_.notify_one();
    thread_.join();
  }

  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  Sink(Sink&&) = delete;
  Sink& operator=(Sink&&) = delete;

  void push(std::string_view line) {
    {
      const std::scoped_lock lock{mutex_};
      if (waiting_.size() + line.size() > limit_) {
        dropped_.fetch_add(1, std::memory_order_relaxed);
        return;
      }
      waiting_.append(line);
    }
    wake_.notify_one();
  }

 private:
  void work() {
    std::string batch;
    std::unique_lock lock{mutex_};
    while (true) {
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) {
        return;
      }
      batch.clear();
      batch.swap(waiting_);
      lock.unlock();
      const bool written = write_all(batch);
      lock.lock();
      if (!written && stopping_) {
        return;
      }
    }
  }

  bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
      if (::poll(&ready, 1, kPollMilliseconds) == 0) {
        if (must_give_up()) {
          return false;
        }
        continue;
      }
      // At most what a pipe takes without blocking once it is writable (PIPE_BUF): a stuck reader never holds us here.
      constexpr std::size_t kPiece = 4096;
      const auto count = ::write(descriptor_, bytes.data(), std::min(bytes.size(), kPiece));
      if (count < 0 && errno != EINTR && errno != EAGAIN) {
        return false;  // nobody reads any more
      }
      bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return true;
  }

  bool must_give_up() {
    const std::scoped_lock lock{mutex_};
    return stopping_ && std::chrono::steady_clock::now() > give_up_at_;
  }

  int descriptor_;
  std::size_t limit_;
  std::atomic<std::uint64_t>& dropped_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string waiting_;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point give_up_at_;
  std::thread thread_;
};

Logger::Logger(Options options, const Clock& clock)
    : options_(options), clock_(clock), sink_(std::make_unique<Sink>(options_, dropped_)) {}
Logger::~Logger() = default;

void Logger::write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (!enabled(level)) {
    return;
  }
  std::string text;
  if (options_.format == Format::json) {
    json::Writer writer{text};
    writer.begin_object();
    for (const auto& field : fields) {
      append_json(writer, field);
    }
    writer.end_object();
    write_prepared(level, message, std::string_view{text}.substr(1, text.size() - 2));
    return;
  }
  for (const auto& field : fields) {
    append_text(text, field);
  }
  write_prepared(level, message, text);
}

void Logger::write_prepared(Level level, std::string_view message, std::string_view fields) {
  if (!enabled(level)) {
    return;
  }
  const auto lost = dropped_.load(std::memory_order_relaxed);
  auto reported = reported_.load(std::memory_order_relaxed);
  if (lost > reported && reported_.compare_exchange_strong(reported, lost)) {
    sink_->push(line_of(Level::warn, "log lines dropped",
                        options_.format == Format::json ? fmt::format("\"count\":{}", lost - reported)
                                                        : fmt::format("count={}", lost - reported)));
  }
  sink_->push(line_of(level, message, fields));
}

std::string Logger::line_of(Level level, std::string_view message, std::string_view fields) const {
  std::string line;
  line.reserve(fields.size() + message.size() + 80);
  if (options_.format == Format::text) {
    const auto colour = colour_of(level);
    const auto time = to_rfc3339(clock_.now());
    fmt::format_to(std::back_inserter(line), "{} {}{:<5}{} {} {}\n", std::string_view{time}.substr(11, 12),
                   options_.colours ? colour : "", name_of(level), options_.colours && !colour.empty() ? "\x1b[0m" : "",
                   message, fields);
    return line;
  }
  json::Writer writer{line};
  writer.begin_object().member("ts", clock_.now()).member("level", name_of(level)).member("msg", message);
  if (!fields.empty()) {
    line.append(",").append(fields);
  }
  line.append("}\n");
  return line;
}

}  // namespace conduit::log
