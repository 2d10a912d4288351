#include "platform/cache/change_clock.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace conduit::cache {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr Topic kLists = topic(1);
constexpr Topic kArticle = topic(2, 17);

TEST(ChangeClock, KnowsOfNoChangeAtFirst) {
  const ChangeClock clock;

  EXPECT_FALSE(clock.changed_since(kLists, clock.now()));
}

TEST(ChangeClock, TellsMomentsBeforeAChangeFromThoseAfter) {
  ChangeClock clock;
  const auto before = clock.now();

  clock.record(kArticle);

  EXPECT_TRUE(clock.changed_since(kArticle, before));
  EXPECT_FALSE(clock.changed_since(kArticle, clock.now()));
}

TEST(ChangeClock, KeepsTopicsApart) {
  ChangeClock clock;
  const auto before = clock.now();

  clock.record(kArticle);

  EXPECT_FALSE(clock.changed_since(kLists, before));
  EXPECT_FALSE(clock.changed_since(topic(2, 18), before));
  EXPECT_FALSE(clock.changed_since(topic(3, 17), before));
}

TEST(ChangeClock, SpreadsTopicsOverItsSlots) {
  ChangeClock clock;
  const auto before = clock.now();
  for (std::int64_t id = 0; id < 100; ++id) {
    clock.record(topic(2, id));
  }

  int mistaken = 0;
  for (std::int64_t id = 1000; id < 2000; ++id) {
    mistaken += clock.changed_since(topic(2, id), before) ? 1 : 0;
  }

  EXPECT_LT(mistaken, 100) << "a collision costs a needless miss: some are allowed, many are not";
}

TEST(ChangeClock, RecordsEverythingAtOnce) {
  ChangeClock clock;
  const auto before = clock.now();

  clock.record_everything();

  EXPECT_TRUE(clock.changed_since(kArticle, before));
  EXPECT_TRUE(clock.changed_since(kLists, before));
  EXPECT_FALSE(clock.changed_since(kArticle, clock.now()));
}

TEST(ChangeClock, TakesEverythingForChangedOnceItsTrustHasEnded) {
  ChangeClock clock{steady_clock::now() - seconds{1}};
  EXPECT_FALSE(clock.trusted());
  EXPECT_TRUE(clock.changed_since(kArticle, clock.now())) << "what it heard last may not be the last that was said";

  clock.trust_until(steady_clock::now() + seconds{60});
  EXPECT_FALSE(clock.changed_since(kArticle, clock.now()));

  const auto end = steady_clock::now() + milliseconds{20};
  clock.trust_until(end);
  std::this_thread::sleep_until(end);
  EXPECT_TRUE(clock.changed_since(kArticle, clock.now())) << "nobody has to tell it that it hears nothing any more";
}

TEST(ChangeClock, KeepsItsMomentsWhileItIsNotTrusted) {
  ChangeClock clock{steady_clock::now() - seconds{1}};
  const auto before = clock.now();
  clock.record(kArticle);
  const auto after = clock.now();

  clock.trust_until(steady_clock::now() + seconds{60});

  EXPECT_TRUE(clock.changed_since(kArticle, before));
  EXPECT_FALSE(clock.changed_since(kArticle, after));
  EXPECT_FALSE(clock.changed_since(kLists, before));
}

TEST(ChangeClock, OfASingleServerIsTrustedForEver) { EXPECT_TRUE(ChangeClock{}.trusted()); }

// The promise of DESIGN “Caching”: once a write is answered, no reader shows what was there before it, though it read
// the store before the write and filled its cache after.
TEST(ChangeClock, LetsNoReaderShowWhatAnAnsweredWriteReplaced) {
  ChangeClock clock;
  std::atomic<std::int64_t> store{0};
  std::atomic<std::int64_t> answered{0};
  constexpr std::int64_t kWrites = 20'000;
  std::atomic<int> stale{0};

  {
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i) {
      readers.emplace_back([&] {
        auto cached_at = clock.now();
        auto cached = store.load();
        while (cached < kWrites) {
          const auto must_show = answered.load();
          if (clock.changed_since(kArticle, cached_at)) {
            cached_at = clock.now();
            cached = store.load();
          } else if (cached < must_show) {
            ++stale;
            return;
          }
        }
      });
    }
    const std::jthread noise{[&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        clock.record(kLists);
      }
    }};
    for (std::int64_t value = 1; value <= kWrites; ++value) {
      store = value;
      clock.record(kArticle);
      answered = value;
    }
  }

  EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace conduit::cache
