#include "platform/http/response_cache.hpp"

#include "base/task_test_support.hpp"
#include "platform/cache/unshared_cache.hpp"
#include "platform/json/body.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conduit::http {
namespace {

constexpr cache::Topic kTopic = cache::topic(200, 1);

class ResponseCacheTest : public testing::Test {
 protected:
  [[nodiscard]] ResponseCache::Moment now() const { return {.here = changes.now(), .shared = {}}; }

  void keep(std::string_view target, std::string body, ResponseCache::Moment read_at) {
    auto response = shared(ok(std::move(body)), {kTopic});
    EXPECT_TRUE(run(cache.store(target, "", std::move(read_at), response)));
  }

  cache::UnsharedCache shared_cache;
  cache::ChangeClock& changes = shared_cache.changes();
  ResponseCache cache{shared_cache, std::size_t{1024} * 1024};
};

TEST_F(ResponseCacheTest, GivesBackWhatItKept) {
  keep("/a", "body", now());
  const auto found = cache.find("/a", "");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->bytes(), "body");
  EXPECT_FALSE(found->etag.empty());
  EXPECT_FALSE(cache.find("/b", ""));
}

TEST_F(ResponseCacheTest, ForgetsWhatHasChanged) {
  keep("/a", "old", now());
  changes.record(kTopic);
  EXPECT_FALSE(cache.find("/a", ""));
}

TEST_F(ResponseCacheTest, NeverServesWhatWasReadBeforeTheWriteAndStoredAfterIt) {
  const auto read_at = now();
  changes.record(kTopic);
  keep("/a", "old", read_at);
  EXPECT_FALSE(cache.find("/a", ""));
}

TEST_F(ResponseCacheTest, SendsGzipUnderATagOfItsOwn) {
  keep("/a", std::string(5'000, 'x'), now());
  const auto plain = cache.find("/a", "");
  const auto coded = cache.find("/a", "gzip");
  EXPECT_EQ(coded->content_encoding, "gzip");
  EXPECT_LT(coded->bytes().size(), 100U);
  EXPECT_NE(coded->etag, plain->etag);
}

TEST_F(ResponseCacheTest, StaysWithinItsBytes) {
  for (int i = 0; i < 1'000; ++i) {
    keep("/" + std::to_string(i), std::string(10'000, 'x'), now());
  }
  int kept = 0;
  for (int i = 0; i < 1'000; ++i) {
    kept += cache.find("/" + std::to_string(i), "").has_value() ? 1 : 0;
  }
  EXPECT_GT(kept, 0);
  EXPECT_LE(kept, 1024 * 1024 / 20'000);
}

TEST_F(ResponseCacheTest, NoNumberOfWrongAddressesPushesOutWhatOthersRead) {
  keep("/read", std::string(10'000, 'x'), now());
  for (int i = 0; i < 20'000; ++i) {
    auto response = shared(json(404, std::string(100, 'x')), {kTopic});
    ASSERT_TRUE(run(cache.store("/wrong/" + std::to_string(i), "", now(), response)));
  }
  EXPECT_TRUE(cache.find("/read", ""));
  int kept = 0;
  for (int i = 0; i < 20'000; ++i) {
    kept += cache.find("/wrong/" + std::to_string(i), "").has_value() ? 1 : 0;
  }
  EXPECT_GT(kept, 0);
  EXPECT_LE(kept, 1024 * 1024 / 16 / 500);
}

TEST_F(ResponseCacheTest, KeepsWhatReadersWillSeeOtherwise) {
  const json::Body body{.text = "false", .flags = {{.offset = 0, .kind = {}, .id = 3}}};
  auto made = shared(body, {kTopic});
  ASSERT_TRUE(run(cache.store("/a", "", now(), made)));
  const auto found = cache.find("/a", "");
  ASSERT_TRUE(found && found->flags && made.flags);
  EXPECT_EQ(*found->flags, body.flags);
  EXPECT_EQ(*made.flags, body.flags);
}

}  // namespace
}  // namespace conduit::http
