#include "platform/markdown/renderer.hpp"

#include "base/task_test_support.hpp"
#include "platform/markdown/html_cache.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>

namespace conduit::markdown {
namespace {

Html html_of(std::size_t bytes) { return std::make_shared<const std::string>(bytes, 'x'); }

TEST(Renderer, RendersTheSameContentOnce) {
  async::BlockingPool pool{"test", {.threads = 1, .queue = 8}};
  Renderer renderer{pool, std::size_t{1024} * 1024};

  const auto first = run(renderer.html("# a"));
  const auto again = run(renderer.html(std::string{"# "} + "a"));
  const auto other = run(renderer.html("# b"));

  EXPECT_EQ(**first, "<h2>a</h2>\n");
  EXPECT_EQ(first->get(), again->get());
  EXPECT_EQ(**other, "<h2>b</h2>\n");
}

TEST(Renderer, RendersLongTextsOnThePoolAndShortOnesAtOnce) {
  std::promise<void> let_go;
  async::BlockingPool pool{"test", {.threads = 1, .queue = 1}};
  Renderer renderer{pool, std::size_t{1024} * 1024};
  std::promise<void> started;
  const auto running = started.get_future();
  ASSERT_TRUE(pool.try_submit([started = std::move(started), go = let_go.get_future()]() mutable {
    started.set_value();
    go.wait();
  }));
  running.wait();
  ASSERT_TRUE(pool.try_submit([] {}));
  const std::string long_text(9000, 'a');

  EXPECT_TRUE(run(renderer.html("short")).has_value());
  EXPECT_EQ(run(renderer.html(long_text)).error().code, ErrorCode::unavailable);
  let_go.set_value();
}

TEST(Renderer, KeepsWhatThePoolRendered) {
  async::BlockingPool pool{"test", {.threads = 1, .queue = 8}};
  Renderer renderer{pool, std::size_t{1024} * 1024};
  const std::string long_text(9000, 'a');

  const auto first = run(renderer.html(long_text));
  const auto again = run(renderer.html(long_text));

  EXPECT_EQ(**first, "<p>" + long_text + "</p>\n");
  EXPECT_EQ(first->get(), again->get());
}

TEST(Renderer, IsSharedByThreads) {
  async::BlockingPool pool{"test", {.threads = 2, .queue = 1000}};
  Renderer renderer{pool, 4096};

  const auto results = run_in_parallel(200, [&](std::size_t i) {
    static const std::string texts[] = {"a", "b", "c", "d", std::string(9000, 'e')};
    return renderer.html(texts[i % 5]);
  });

  for (const auto& html : results) {
    EXPECT_TRUE(html.has_value());
  }
}

TEST(HtmlCache, ForgetsTheLeastRecentlyUsedWhenFull) {
  HtmlCache cache{10'000};
  cache.put(digest("a"), html_of(4000));
  cache.put(digest("b"), html_of(4000));
  ASSERT_NE(cache.find(digest("a")), nullptr);

  cache.put(digest("c"), html_of(4000));

  EXPECT_NE(cache.find(digest("a")), nullptr);
  EXPECT_EQ(cache.find(digest("b")), nullptr);
  EXPECT_NE(cache.find(digest("c")), nullptr);
}

TEST(HtmlCache, DoesNotClearItselfForWhatNeverFits) {
  HtmlCache cache{10'000};
  cache.put(digest("a"), html_of(4000));

  cache.put(digest("b"), html_of(10'000));

  EXPECT_NE(cache.find(digest("a")), nullptr);
  EXPECT_EQ(cache.find(digest("b")), nullptr);
}

TEST(HtmlCache, CountsAnEntryOnceHoweverOftenItIsPut) {
  HtmlCache cache{10'000};
  for (int i = 0; i < 100; ++i) {
    cache.put(digest("a"), html_of(4000));
  }
  cache.put(digest("b"), html_of(4000));

  EXPECT_NE(cache.find(digest("a")), nullptr);
  EXPECT_NE(cache.find(digest("b")), nullptr);
}

}  // namespace
}  // namespace conduit::markdown
