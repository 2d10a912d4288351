#include "app/process_usage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <fstream>
#include <thread>
#include <vector>

namespace conduit::app {
namespace {

TEST(ProcessUsage, FollowsWhatTheProcessDoes) {
  const auto before = process_usage();
  EXPECT_GT(before.user_seconds + before.system_seconds, 0);
  EXPECT_GT(before.uptime_seconds, 0);
  EXPECT_GE(before.threads, 1);

  constexpr std::size_t kBytes = std::size_t{64} * 1024 * 1024;
  const std::vector<char> memory(kBytes, 'x');
  const std::ifstream first{"/proc/self/stat"};
  const std::ifstream second{"/proc/self/stat"};
  std::atomic<bool> done{false};
  const std::jthread thread{[&done] { done.wait(false); }};
  const auto after = process_usage();
  done = true;
  done.notify_all();
  EXPECT_EQ(std::ranges::count(memory, 'x'), kBytes);  // it is in use until here
  EXPECT_GE(after.resident_bytes, static_cast<double>(kBytes));
  EXPECT_EQ(after.descriptors, before.descriptors + 2);
  EXPECT_GE(after.threads, before.threads + 1) << "a sanitizer may have started one of its own";
  EXPECT_GE(after.uptime_seconds, before.uptime_seconds);
}

}  // namespace
}  // namespace conduit::app
