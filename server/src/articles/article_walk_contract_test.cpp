#include "app/store_backends_test_support.hpp"
#include "articles/article_store.hpp"
#include "base/task_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

// What feeds and sitemaps read: many bodies at once, and all articles in their order.

namespace conduit::articles {
namespace {

class ArticleWalkContract : public StoreContract {
 protected:
  void SetUp() override { ASSERT_EQ(failure(run(users().insert(sample_user(1)))), ""); }

  void insert(std::int64_t id, std::int64_t created_at) {
    auto article = sample_article(id, UserId{1});
    article.created_at = sample_time(created_at);
    article.updated_at = sample_time(created_at + 1);
    ASSERT_EQ(failure(run(articles().insert(article))), "");
  }

  std::vector<ArticleAddress> walk(const Stretch& stretch) { return run(articles().walk(stretch)).value(); }

  std::vector<std::int64_t> ids(const Stretch& stretch) {
    std::vector<std::int64_t> ids;
    for (const auto& address : walk(stretch)) {
      ids.push_back(address.place.id.value);
    }
    return ids;
  }

  std::vector<ArticleBody> bodies(const std::vector<ArticleId>& wanted) {
    auto found = run(articles().bodies(wanted)).value();
    std::ranges::sort(found, {}, &ArticleBody::id);
    return found;
  }

  using Ids = std::vector<std::int64_t>;
};
INSTANTIATE_STORE_CONTRACT(ArticleWalkContract);

TEST_P(ArticleWalkContract, GoesFromTheOldestToTheNewest) {
  insert(3, 100);
  insert(1, 200);
  insert(2, 50);
  // Of one moment, in the order of ids.
  insert(5, 100);
  insert(4, 100);

  EXPECT_EQ(ids({.limit = 10}), (Ids{2, 3, 4, 5, 1}));
  EXPECT_EQ(ids({.limit = 2}), (Ids{2, 3}));
}

TEST_P(ArticleWalkContract, TellsWhereAnArticleIsAndWhenItChanged) {
  insert(7, 100);

  EXPECT_EQ(walk({.limit = 1}),
            (std::vector<ArticleAddress>{{.slug = "article-7",
                                          .updated_at = sample_time(101),
                                          .place = {.created_at = sample_time(100), .id = ArticleId{7}}}}));
}

TEST_P(ArticleWalkContract, GoesOnFromAnyPlace) {
  for (std::int64_t id = 1; id <= 5; ++id) {
    insert(id, 100);
  }
  const auto place = [](std::int64_t time, std::int64_t id) {
    return Cursor{.created_at = sample_time(time), .id = ArticleId{id}};
  };

  EXPECT_EQ(ids({.after = place(100, 2), .limit = 2}), (Ids{3, 4}));
  EXPECT_EQ(ids({.after = place(100, 5), .limit = 2}), (Ids{}));
  // Where no article is, too.
  EXPECT_EQ(ids({.after = place(99, 1'000), .limit = 1}), (Ids{1}));
  EXPECT_EQ(ids({.after = place(101, 0), .limit = 1}), (Ids{}));
}

TEST_P(ArticleWalkContract, PassesOverWhatItIsToSkip) {
  for (std::int64_t id = 1; id <= 5; ++id) {
    insert(id, id);
  }
  const Cursor second{.created_at = sample_time(2), .id = ArticleId{2}};

  EXPECT_EQ(ids({.skip = 3, .limit = 1}), (Ids{4}));
  EXPECT_EQ(ids({.after = second, .skip = 1, .limit = 5}), (Ids{4, 5}));
  EXPECT_EQ(ids({.skip = 5, .limit = 1}), (Ids{}));
}

TEST_P(ArticleWalkContract, EndsWhereThereIsNothing) { EXPECT_EQ(ids({.limit = 10}), (Ids{})); }

TEST_P(ArticleWalkContract, ReadsTheBodiesOfThoseThatExist) {
  insert(1, 1);
  insert(2, 2);
  insert(3, 3);

  EXPECT_EQ(bodies({ArticleId{3}, ArticleId{1}, ArticleId{99}}),
            (std::vector<ArticleBody>{{.id = ArticleId{1}, .body = "The body of 1"},
                                      {.id = ArticleId{3}, .body = "The body of 3"}}));
  EXPECT_EQ(bodies({}), (std::vector<ArticleBody>{}));
}

}  // namespace
}  // namespace conduit::articles
