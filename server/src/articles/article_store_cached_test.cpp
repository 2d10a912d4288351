#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "articles/article_store_test_support.hpp"
#include "articles/article_topics.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "platform/cache/change_clock.hpp"
#include "platform/cache/unshared_cache.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace conduit::articles {
namespace {

constexpr UserId kAnn{1};
constexpr ArticleId kTea{17};

class CachedArticleStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    Article tea;
    tea.id = kTea;
    ASSERT_TRUE(run(store_->insert(tea)));
    before_ = changes_.now();
  }

  bool changed(cache::Topic topic) const { return changes_.changed_since(topic, before_); }

  cache::UnsharedCache cache_;
  cache::ChangeClock& changes_ = cache_.changes();
  std::unique_ptr<ArticleStore> store_ = make_cached_article_store(std::make_unique<FakeArticleStore>(), cache_);
  cache::ChangeClock::Moment before_{};
};

TEST_F(CachedArticleStoreTest, ANewArticleChangesListsAndTags) {
  Article milk;
  milk.slug = "milk";
  ASSERT_TRUE(run(store_->insert(milk)));

  EXPECT_TRUE(changed(slug_topic("milk"))) << "that nothing is there";
  EXPECT_TRUE(changed(article_lists_topic()));
  EXPECT_TRUE(changed(tags_topic()));
  EXPECT_FALSE(changed(article_topic(kTea)));
}

TEST_F(CachedArticleStoreTest, AnEditChangesTheArticleToo) {
  ASSERT_TRUE(run(store_->update(kTea, {}, {})));

  EXPECT_TRUE(changed(article_topic(kTea)));
  EXPECT_TRUE(changed(article_lists_topic()));
  EXPECT_TRUE(changed(tags_topic()));
}

TEST_F(CachedArticleStoreTest, ANewSlugChangesThatNothingIsThere) {
  ArticleChanges changes;
  changes.slug = "green-tea";
  ASSERT_TRUE(run(store_->update(kTea, changes, {})));

  EXPECT_TRUE(changed(slug_topic("green-tea")));
}

TEST_F(CachedArticleStoreTest, ARemovalChangesTheArticleToo) {
  ASSERT_TRUE(run(store_->remove(kTea)));

  EXPECT_TRUE(changed(article_topic(kTea)));
  EXPECT_TRUE(changed(article_lists_topic()));
  EXPECT_TRUE(changed(tags_topic()));
}

TEST_F(CachedArticleStoreTest, AFavoriteChangesCountsButNoTags) {
  ASSERT_TRUE(run(store_->favorite(kAnn, kTea)));
  EXPECT_TRUE(changed(article_topic(kTea)));
  EXPECT_TRUE(changed(article_lists_topic()));
  EXPECT_FALSE(changed(tags_topic()));

  before_ = changes_.now();
  ASSERT_TRUE(run(store_->unfavorite(kAnn, kTea)));
  EXPECT_TRUE(changed(article_topic(kTea)));
  EXPECT_TRUE(changed(article_lists_topic()));
  EXPECT_FALSE(changed(tags_topic()));
}

TEST_F(CachedArticleStoreTest, AFailedWriteMayHaveHappened) {
  ASSERT_FALSE(run(store_->remove(ArticleId{99})));

  EXPECT_TRUE(changed(article_topic(ArticleId{99})));
}

TEST_F(CachedArticleStoreTest, ReadsChangeNothing) {
  ASSERT_TRUE(run(store_->find_by_slug("tea")));
  ASSERT_TRUE(run(store_->list({}, {})));

  EXPECT_EQ(changes_.now(), before_);
}

}  // namespace
}  // namespace conduit::articles
