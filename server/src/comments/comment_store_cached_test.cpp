#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "comments/comment.hpp"
#include "comments/comment_store.hpp"
#include "comments/comment_store_test_support.hpp"
#include "comments/comment_topics.hpp"
#include "platform/cache/unshared_cache.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace conduit::comments {
namespace {

constexpr ArticleId kTea{17};
constexpr ArticleId kCoffee{18};

TEST(CachedCommentStore, WritesConcernTheirArticleOnly) {
  cache::UnsharedCache cache;
  const auto& changes = cache.changes();
  const auto store = make_cached_comment_store(std::make_unique<FakeCommentStore>(), cache);
  Comment comment;
  comment.article = kTea;

  auto before = changes.now();
  ASSERT_TRUE(run(store->insert(comment)));
  EXPECT_TRUE(changes.changed_since(comments_topic(kTea), before));
  EXPECT_FALSE(changes.changed_since(comments_topic(kCoffee), before));

  before = changes.now();
  ASSERT_TRUE(run(store->remove(kTea, comment.id)));
  EXPECT_TRUE(changes.changed_since(comments_topic(kTea), before));
}

TEST(CachedCommentStore, AFailedWriteMayHaveHappened) {
  cache::UnsharedCache cache;
  const auto& changes = cache.changes();
  const auto store = make_cached_comment_store(std::make_unique<FakeCommentStore>(), cache);

  const auto before = changes.now();
  ASSERT_FALSE(run(store->remove(kTea, CommentId{1})));

  EXPECT_TRUE(changes.changed_since(comments_topic(kTea), before));
}

}  // namespace
}  // namespace conduit::comments
