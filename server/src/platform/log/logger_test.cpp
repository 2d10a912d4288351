#include "platform/log/logger.hpp"

#include "base/clock_test_support.hpp"
#include "platform/json/reader.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace conduit::log {
namespace {

class Pipe {
 public:
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
      throw std::runtime_error{"pipe"};
    }
    reading_ = ends[0];
    writing_ = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  Pipe(Pipe&&) = delete;
  Pipe& operator=(Pipe&&) = delete;
  ~Pipe() {
    close_reading();
    close_writing();
  }

  [[nodiscard]] int writing() const { return writing_; }
  void close_reading() { close(reading_); }
  void close_writing() { close(writing_); }

  /// All lines until the last writer has closed the pipe.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    std::string rest;
    while (auto line = next_line(rest)) {
      lines.push_back(*std::move(line));
    }
    return lines;
  }

  /// The next line; `rest` keeps what was read beyond it. Nothing at the end.
  [[nodiscard]] std::optional<std::string> next_line(std::string& rest) const {
    std::array<char, 65536> block{};
    while (rest.find('\n') == std::string::npos) {
      const auto count = ::read(reading_, block.data(), block.size());
      if (count <= 0) {
        return std::nullopt;
      }
      rest.append(block.data(), static_cast<std::size_t>(count));
    }
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.erase(0, end + 1);
    return line;
  }

 private:
  static void close(int& descriptor) {
    if (descriptor >= 0) {
      ::close(descriptor);
      descriptor = -1;
    }
  }

  int reading_ = -1;
  int writing_ = -1;
};

constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;

TEST(Logger, WritesEachLineOnceAndInOrder) {
  const ManualClock clock;
  Pipe pipe;
  {
    Logger logger{{.descriptor = pipe.writing()}, clock};
    for (std::int64_t i = 0; i < 300; ++i) {
      logger.write(Level::info, "event", {{"number", i}});
    }
  }
  pipe.close_writing();

  const auto lines = pipe.lines();

  ASSERT_EQ(lines.size(), 300U);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(json::parse(lines[i]).value().as_object().at("number").as_int64(), static_cast<std::int64_t>(i));
  }
}

TEST(Logger, LeavesOutWhatIsBelowItsLevel) {
  const ManualClock clock;
  Pipe pipe;
  {
    Logger logger{{.level = Level::warn, .descriptor = pipe.writing()}, clock};
    logger.write(Level::info, "quiet");
    logger.write_prepared(Level::debug, "quiet", "");
    logger.write(Level::warn, "loud");
  }
  pipe.close_writing();

  const auto lines = pipe.lines();

  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("loud"), std::string::npos);
}

TEST(Logger, KeepsLinesOfManyThreadsWhole) {
  const ManualClock clock;
  const Pipe pipe;
  Logger logger{{.descriptor = pipe.writing(), .buffer_bytes = 64 * kMegabyte}, clock};
  std::vector<std::jthread> writers;
  for (int thread = 0; thread < 4; ++thread) {
    writers.emplace_back([&logger] {
      for (int i = 0; i < 2000; ++i) {
        logger.write(Level::info, "event", {{"text", std::string_view{"some words that take some room"}}});
      }
    });
  }

  std::string rest;
  for (int i = 0; i < 8000; ++i) {
    const auto line = pipe.next_line(rest);
    ASSERT_TRUE(line && json::parse(*line).has_value()) << i;
  }
}

// Whoever reads our output stops reading.
TEST(Logger, HoldsNobodyUpWhenItsReaderIsStuckAndTellsOfItAfterwards) {
  const ManualClock clock;
  const Pipe pipe;
  constexpr std::int64_t kLines = 20'000;
  Logger logger{{.descriptor = pipe.writing(), .buffer_bytes = kMegabyte / 4}, clock};

  for (std::int64_t i = 0; i < kLines; ++i) {
    logger.write(Level::info, "event", {{"number", i}});
  }
  const auto dropped = static_cast<std::int64_t>(logger.dropped_lines());
  std::int64_t received = 0;
  std::int64_t told = 0;
  std::string rest;
  // What is dropped before its thread has run for the first time is told of earlier than the rest.
  while (received + told < kLines) {
    const auto line = pipe.next_line(rest);
    ASSERT_TRUE(line);
    const auto record = json::parse(*line).value().as_object();
    if (record.at("msg").as_string() == "event") {
      ++received;
    } else {
      told += record.at("count").as_int64();
    }
  }

  EXPECT_GT(dropped, 0);
  EXPECT_EQ(told, dropped);
  EXPECT_EQ(received + dropped, kLines);
}

TEST(Logger, LeavesThoughItsReaderIsStuck) {
  const ManualClock clock;
  const Pipe pipe;
  const auto begin = std::chrono::steady_clock::now();
  {
    Logger logger{{.descriptor = pipe.writing()}, clock};
    for (int i = 0; i < 5000; ++i) {
      logger.write(Level::info, "event");
    }
  }

  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{10});
}

TEST(Logger, GoesOnWhenItsReaderIsGone) {
  std::signal(SIGPIPE, SIG_IGN);  // as the server does
  const ManualClock clock;
  Pipe pipe;
  pipe.close_reading();
  Logger logger{{.descriptor = pipe.writing()}, clock};

  logger.write(Level::info, "event");
  while (logger.dropped_lines() == 0) {
    std::this_thread::yield();
  }

  EXPECT_EQ(logger.dropped_lines(), 1U);
}

}  // namespace
}  // namespace conduit::log
