#include "platform/valkey/valkey_cache.hpp"

#include "base/clock_test_support.hpp"
#include "base/task_test_support.hpp"
#include "platform/cache/change_clock.hpp"
#include "platform/log/logger.hpp"
#include "platform/rate_limit/limiter.hpp"
#include "platform/valkey/server_test_support.hpp"
#include "platform/valkey/valkey_limiter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Two servers of one site, each with its ValkeyCache, on a Valkey of their own.

namespace conduit::valkey {
namespace {

using cache::ChangeClock;
using cache::Topic;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr Topic kTea = cache::topic(1, 7);
constexpr Topic kCoffee = cache::topic(1, 8);

CacheOptions options_for(const TestServer& server) {
  return {.client = {.link = {.address = server.address(), .ca_file = {}}, .command_timeout = milliseconds{500}},
          .lifetime = milliseconds{10'000},
          .version = "test"};
}

class ValkeyCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(eventually([this] { return here.changes().trusted() && there.changes().trusted(); }));
    ASSERT_TRUE(eventually([this] { return here.client().available() && there.client().available(); }));
  }

  static void tell(ValkeyCache& cache, Topic topic) { EXPECT_TRUE(run(cache.record(std::array{topic}))); }

  static cache::SharedCache::Found find(ValkeyCache& cache, std::string_view key = "/tea") {
    return run(cache.find(key)).value();
  }

  static void store(ValkeyCache& cache, std::string_view value, cache::SharedCache::Moment read_at) {
    EXPECT_TRUE(run(cache.store("/tea", value, cache::slots_of(std::array{kTea}), std::move(read_at))));
  }

  ManualClock clock;
  log::Logger logger{{.level = log::Level::error, .format = log::Format::text}, clock};
  TestServer server;
  ValkeyCache here{options_for(server), logger};
  ValkeyCache there{options_for(server), logger};
};

TEST_F(ValkeyCacheTest, OneServerTakesWhatAnotherHasMade) {
  const auto missing = find(here);
  EXPECT_FALSE(missing.value);
  store(here, "green", missing.read_at);

  const auto found = find(there);
  EXPECT_EQ(found.value, "green");
  EXPECT_GT(found.expires_in, milliseconds{7'000});
  EXPECT_LE(found.expires_in, milliseconds{10'000});
}

TEST_F(ValkeyCacheTest, AChangeEndsTheEntryForAllAndIsHeardByTheOthers) {
  store(here, "green", find(here).read_at);
  const auto before = there.changes().now();

  tell(here, kTea);

  EXPECT_FALSE(find(here).value);
  EXPECT_FALSE(find(there).value);
  EXPECT_TRUE(eventually([&] { return there.changes().changed_since(kTea, before); }));
}

TEST_F(ValkeyCacheTest, AChangeOfSomethingElseEndsNothing) {
  store(here, "green", find(here).read_at);
  tell(there, kCoffee);
  EXPECT_EQ(find(here).value, "green");
}

// What plain “read, then set” gets wrong.
TEST_F(ValkeyCacheTest, WhatWasReadBeforeAChangeIsDeadOnArrival) {
  const auto read_at = find(here).read_at;
  tell(there, kTea);
  store(here, "old", read_at);
  EXPECT_FALSE(find(here).value);
  EXPECT_FALSE(find(there).value);
}

TEST_F(ValkeyCacheTest, AValkeyThatLostItsMemoryBringsNoOldEntryBack) {
  const auto read_at = find(here).read_at;
  server.kill();
  server.start();
  ASSERT_TRUE(eventually([this] { return here.client().available() && there.client().available(); }));

  store(here, "old", read_at);

  EXPECT_FALSE(find(there).value);
}

TEST_F(ValkeyCacheTest, WithoutValkeyNobodyWaitsAndNobodyTrustsWhatIsKept) {
  server.kill();
  ASSERT_TRUE(eventually([this] { return !here.changes().trusted(); }));
  EXPECT_TRUE(here.changes().changed_since(kTea, here.changes().now())) << "what is kept here may be old";
  ASSERT_TRUE(eventually([this] { return !here.client().available(); }));

  const auto started = steady_clock::now();
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(find(here).value);
  }
  EXPECT_LT(steady_clock::now() - started, milliseconds{400});
}

TEST_F(ValkeyCacheTest, AChangeThatCouldNotBeToldIsToldLater) {
  store(here, "green", find(here).read_at);
  server.kill();
  ASSERT_TRUE(eventually([this] { return !here.client().available(); }));
  static_cast<void>(run(here.record(std::array{kTea})));
  EXPECT_GE(here.statistics().late_changes, 1U);
  const auto before = there.changes().now();

  server.start();

  EXPECT_TRUE(eventually([&] { return there.changes().trusted() && there.changes().changed_since(kTea, before); }));
}

TEST_F(ValkeyCacheTest, SharesQuotasExactly) {
  ValkeyLimiter first{here.client(), logger};
  ValkeyLimiter second{there.client(), logger};
  const rate_limit::Policy policy{.name = "three", .limit = 3, .window = std::chrono::seconds{60}};

  const auto decisions = run_in_parallel(40, [&](std::size_t i) -> Task<rate_limit::Decision> {
    return (i % 2 == 0 ? first : second).take(policy, "ann@example.com");
  });

  EXPECT_EQ(std::ranges::count_if(decisions, [](const auto& decision) { return decision->allowed; }), 3);
  const auto refused = run(first.take(policy, "ann@example.com")).value();
  EXPECT_FALSE(refused.allowed);
  EXPECT_GT(refused.retry_after, std::chrono::seconds{15});
  EXPECT_LE(refused.retry_after, std::chrono::seconds{20});
  EXPECT_TRUE(run(second.take(policy, "bob@example.com")).value().allowed);

  EXPECT_TRUE(run(second.give_back(policy, "ann@example.com")));
  EXPECT_TRUE(run(first.take(policy, "ann@example.com")).value().allowed);
}

TEST_F(ValkeyCacheTest, CountsNothingAndAllowsAllWhileValkeyIsAway) {
  ValkeyLimiter limiter{here.client(), logger};
  const rate_limit::Policy policy{.name = "one", .limit = 1, .window = std::chrono::seconds{60}};
  server.kill();
  ASSERT_TRUE(eventually([this] { return !here.client().available(); }));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(run(limiter.take(policy, "ann")).value().allowed);
  }
  EXPECT_EQ(limiter.statistics().failed_open, 5U);
}

}  // namespace
}  // namespace conduit::valkey
