#include "app/store_backends_test_support.hpp"
#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/task_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace conduit::articles {
namespace {

constexpr std::int64_t kUsers = 20;

/// Users 1 to 20, and articles 1 to 3 by user 1.
class FavoriteStoreContract : public StoreContract {
 protected:
  void SetUp() override {
    for (std::int64_t number = 1; number <= kUsers; ++number) {
      ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
    }
    for (std::int64_t number = 1; number <= 3; ++number) {
      ASSERT_EQ(failure(run(articles().insert(sample_article(number, UserId{1})))), "");
    }
  }

  Result<std::int64_t> favorite(std::int64_t user, std::int64_t article) {
    return run(articles().favorite(UserId{user}, ArticleId{article}));
  }
  Result<std::int64_t> unfavorite(std::int64_t user, std::int64_t article) {
    return run(articles().unfavorite(UserId{user}, ArticleId{article}));
  }
  std::vector<ArticleId> favorited(std::int64_t user, const std::vector<ArticleId>& candidates) {
    auto found = run(articles().favorited_among(UserId{user}, candidates)).value();
    std::ranges::sort(found);
    return found;
  }
  std::int64_t count(const std::string& slug) { return run(articles().find_by_slug(slug)).value()->favorites_count; }
  std::int64_t total_of(std::int64_t user) {
    ArticleFilter filter;
    filter.favorited_by = UserId{user};
    return run(articles().list(filter, {})).value().total;
  }
};
INSTANTIATE_STORE_CONTRACT(FavoriteStoreContract);

TEST_P(FavoriteStoreContract, AnswersWithTheCountAfterEachStep) {
  EXPECT_EQ(favorite(1, 1).value(), 1);
  EXPECT_EQ(favorite(2, 1).value(), 2);
  EXPECT_EQ(unfavorite(1, 1).value(), 1);
  EXPECT_EQ(unfavorite(2, 1).value(), 0);
}

TEST_P(FavoriteStoreContract, MayBeToldTwice) {
  EXPECT_EQ(favorite(1, 1).value(), 1);
  EXPECT_EQ(favorite(1, 1).value(), 1);
  EXPECT_EQ(unfavorite(2, 1).value(), 1);
  EXPECT_EQ(unfavorite(1, 1).value(), 0);
  EXPECT_EQ(unfavorite(1, 1).value(), 0);
  EXPECT_EQ(count("article-1"), 0);
  EXPECT_EQ(total_of(1), 0);
}

TEST_P(FavoriteStoreContract, NeedsAnArticleAndAUser) {
  EXPECT_EQ(failure(favorite(1, 404)), "not_found article");
  EXPECT_EQ(failure(unfavorite(1, 404)), "not_found article");
  EXPECT_EQ(failure(favorite(404, 1)), "not_found profile");
  EXPECT_EQ(count("article-1"), 0);
}

TEST_P(FavoriteStoreContract, TellsWhichOfTheCandidatesSomebodyFavours) {
  ASSERT_EQ(failure(favorite(2, 1)), "");
  ASSERT_EQ(failure(favorite(2, 3)), "");
  ASSERT_EQ(failure(favorite(3, 2)), "");

  EXPECT_EQ(favorited(2, {ArticleId{3}, ArticleId{2}, ArticleId{404}, ArticleId{3}}), std::vector{ArticleId{3}});
  EXPECT_EQ(favorited(2, {ArticleId{1}, ArticleId{2}, ArticleId{3}}), (std::vector{ArticleId{1}, ArticleId{3}}));
  EXPECT_EQ(favorited(4, {ArticleId{1}}), std::vector<ArticleId>{});
  EXPECT_EQ(favorited(2, {}), std::vector<ArticleId>{});
}

TEST_P(FavoriteStoreContract, DoesNotCountAsAnUpdateAndOutlivesOne) {
  const auto before = run(articles().find_by_slug("article-1")).value();
  ASSERT_EQ(failure(favorite(2, 1)), "");
  EXPECT_EQ(run(articles().find_by_slug("article-1")).value()->updated_at, before->updated_at);

  ArticleChanges changes;
  changes.body = "New";
  const auto updated = run(articles().update(ArticleId{1}, changes, sample_time(5000))).value();

  EXPECT_EQ(updated.favorites_count, 1);
  EXPECT_EQ(count("article-1"), 1);
}

TEST_P(FavoriteStoreContract, GoesWithTheArticle) {
  ASSERT_EQ(failure(favorite(2, 1)), "");
  ASSERT_EQ(failure(favorite(2, 2)), "");

  ASSERT_EQ(failure(run(articles().remove(ArticleId{1}))), "");

  EXPECT_EQ(favorited(2, {ArticleId{1}, ArticleId{2}}), std::vector{ArticleId{2}});
  EXPECT_EQ(total_of(2), 1);
}

TEST_P(FavoriteStoreContract, CountsOnlyOneOfManyMadeAtOnce) {
  const auto results = run_in_parallel(20, [&](std::size_t) { return articles().favorite(UserId{2}, ArticleId{1}); });

  EXPECT_EQ(std::ranges::count(results, "", &failure<std::int64_t>), 20);
  EXPECT_EQ(count("article-1"), 1);
  EXPECT_EQ(total_of(2), 1);
}

TEST_P(FavoriteStoreContract, CountsWhatIsThereAfterTwentyPeopleChangeTheirMinds) {
  constexpr std::size_t kSteps = 200;

  // Person i takes steps i, i + 20, … in no fixed order: a favourite, the same taken back, and so on.
  const auto results = run_in_parallel(kSteps, [&](std::size_t step) {
    const UserId user{static_cast<std::int64_t>(step) % kUsers + 1};
    const ArticleId article{static_cast<std::int64_t>(step % 3) + 1};
    return step % 7 < 4 ? articles().favorite(user, article) : articles().unfavorite(user, article);
  });

  EXPECT_EQ(std::ranges::count(results, "", &failure<std::int64_t>), static_cast<std::ptrdiff_t>(kSteps));
  std::int64_t all = 0;
  for (std::int64_t article = 1; article <= 3; ++article) {
    std::int64_t edges = 0;
    for (std::int64_t user = 1; user <= kUsers; ++user) {
      edges += std::ssize(favorited(user, {ArticleId{article}}));
    }
    EXPECT_EQ(count("article-" + std::to_string(article)), edges);
    all += edges;
  }
  std::int64_t totals = 0;
  for (std::int64_t user = 1; user <= kUsers; ++user) {
    totals += total_of(user);
  }
  EXPECT_EQ(totals, all);
}

TEST_P(FavoriteStoreContract, LeavesNothingBehindWhenTheArticleGoesMeanwhile) {
  const auto results = run_in_parallel(kUsers, [&](std::size_t i) -> Task<std::int64_t> {
    if (i != 10) {
      return articles().favorite(UserId{static_cast<std::int64_t>(i) + 1}, ArticleId{1});
    }
    return [](ArticleStore& store) -> Task<std::int64_t> {
      CO_TRY(co_await store.remove(ArticleId{1}));
      co_return 0;
    }(articles());
  });

  EXPECT_EQ(std::ranges::count(results, "", &failure<std::int64_t>) +
                std::ranges::count(results, "not_found article", &failure<std::int64_t>),
            kUsers);
  for (std::int64_t user = 1; user <= kUsers; ++user) {
    EXPECT_EQ(favorited(user, {ArticleId{1}}), std::vector<ArticleId>{});
    EXPECT_EQ(total_of(user), 0);
  }
}

}  // namespace
}  // namespace conduit::articles
