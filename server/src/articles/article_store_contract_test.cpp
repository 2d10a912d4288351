#include "app/store_backends_test_support.hpp"
#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// One article at a time: insert, find, update, remove, slugs. Lists and favourites have suites of their own.

namespace conduit::articles {
namespace {

/// Users 1 and 2.
class ArticleStoreContract : public StoreContract {
 protected:
  void SetUp() override {
    for (const std::int64_t number : {1, 2}) {
      ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
    }
  }

  Result<> insert(const Article& article) { return run(articles().insert(article)); }
  std::optional<Article> find(const std::string& slug) { return run(articles().find_by_slug(slug)).value(); }
  Result<Article> update(std::int64_t id, const ArticleChanges& changes, std::int64_t at = 5000) {
    return run(articles().update(ArticleId{id}, changes, sample_time(at)));
  }
  Result<Article> rename(std::int64_t id, const std::string& slug) {
    ArticleChanges changes;
    changes.title = "Title of " + slug;
    changes.slug = slug;
    return update(id, changes);
  }
  std::optional<std::string> current_slug_of(const std::string& former) {
    return run(articles().current_slug_of(former)).value();
  }
  std::vector<TagCount> tags() { return run(articles().tags()).value(); }
};
INSTANTIATE_STORE_CONTRACT(ArticleStoreContract);

TEST_P(ArticleStoreContract, KeepsEveryField) {
  auto article = sample_article((std::int64_t{1} << 53) - 1, UserId{2});
  article.title = "Größe 你好 \"😀\" 'x' \\ مرحبا";
  article.description = "Line\nbreak\tand <b>";
  article.tags = {"a \"quoted\" tag", "back\\slash", "c++", "naïve", "日本"};
  article.updated_at = sample_time(9000);

  ASSERT_EQ(failure(insert(article)), "");

  EXPECT_EQ(find(article.slug), article);
}

TEST_P(ArticleStoreContract, KeepsTheLargestTexts) {
  auto article = sample_article(1, UserId{1});
  article.title = std::string(kMaxTitleLength * 4, 't');
  article.description = std::string(kMaxDescriptionLength * 4, 'd');
  article.body = std::string(kMaxBodyBytes, 'b');
  article.slug = std::string(kMaxSlugBytes + 20, 's');
  for (std::size_t i = 0; i < kMaxTags; ++i) {
    article.tags.push_back(std::string(kMaxTagLength * 4 - 2, 'g') + std::to_string(10 + i));
  }

  ASSERT_EQ(failure(insert(article)), "");

  EXPECT_EQ(find(article.slug), article);
}

TEST_P(ArticleStoreContract, StartsWithoutFavourites) {
  auto article = sample_article(1, UserId{1});
  article.favorites_count = 99;

  ASSERT_EQ(failure(insert(article)), "");

  EXPECT_EQ(find(article.slug)->favorites_count, 0);
}

TEST_P(ArticleStoreContract, FindsNothingWhereThereIsNothing) {
  EXPECT_EQ(find("nothing"), std::nullopt);
  EXPECT_EQ(find(""), std::nullopt);
  EXPECT_EQ(current_slug_of("nothing"), std::nullopt);
  EXPECT_TRUE(tags().empty());
}

TEST_P(ArticleStoreContract, FindsAnArticleByItsExactSlugOnly) {
  ASSERT_EQ(failure(insert(sample_article(1, UserId{1}))), "");

  EXPECT_EQ(find("Article-1"), std::nullopt);
  EXPECT_EQ(find("article-1 "), std::nullopt);
  EXPECT_EQ(find("article"), std::nullopt);
}

TEST_P(ArticleStoreContract, NamesWhatKeepsAnArticleOut) {
  const auto article = sample_article(1, UserId{1});
  ASSERT_EQ(failure(insert(article)), "");
  auto same_slug = sample_article(2, UserId{2});
  same_slug.slug = article.slug;
  same_slug.tags = {"lost"};
  auto same_id = sample_article(3, UserId{2});
  same_id.id = article.id;

  EXPECT_EQ(failure(insert(same_slug)), "conflict slug");
  EXPECT_EQ(failure(insert(same_id)), "conflict id");
  EXPECT_EQ(failure(insert(sample_article(4, UserId{404}))), "not_found profile");

  EXPECT_EQ(find(article.slug), article);
  EXPECT_EQ(find("article-3"), std::nullopt);
  EXPECT_EQ(find("article-4"), std::nullopt);
  EXPECT_TRUE(tags().empty());
}

TEST_P(ArticleStoreContract, ChangesOneFieldAndNoOther) {
  auto article = sample_article(1, UserId{1});
  article.tags = {"a", "b"};
  ASSERT_EQ(failure(insert(article)), "");
  ArticleChanges changes;
  changes.body = "A new body";

  const auto updated = update(1, changes);

  article.body = "A new body";
  article.updated_at = sample_time(5000);
  ASSERT_EQ(failure(updated), "");
  EXPECT_EQ(*updated, article);
  EXPECT_EQ(find(article.slug), article);
}

TEST_P(ArticleStoreContract, ChangesEveryFieldAtOnce) {
  auto article = sample_article(1, UserId{1});
  article.tags = {"a", "b"};
  ASSERT_EQ(failure(insert(article)), "");
  const ArticleChanges changes{.title = "New title",
                               .slug = "new-title",
                               .description = "New description",
                               .body = "New body",
                               .tags = std::vector<std::string>{"b", "c"}};

  const auto updated = update(1, changes);

  article.title = "New title";
  article.slug = "new-title";
  article.description = "New description";
  article.body = "New body";
  article.tags = {"b", "c"};
  article.updated_at = sample_time(5000);
  ASSERT_EQ(failure(updated), "");
  EXPECT_EQ(*updated, article);
  EXPECT_EQ(find("new-title"), article);
}

TEST_P(ArticleStoreContract, MovesUpdatedAtForwardEvenWhenTheClockDoesNot) {
  const auto article = sample_article(1, UserId{1});
  ASSERT_EQ(failure(insert(article)), "");

  const auto same_clock = update(1, {}, 1).value();
  const auto clock_back = update(1, {}, -5000).value();

  EXPECT_EQ(same_clock.updated_at, article.updated_at + std::chrono::milliseconds{1});
  EXPECT_EQ(clock_back.updated_at, article.updated_at + std::chrono::milliseconds{2});
  EXPECT_EQ(clock_back.created_at, article.created_at);
}

TEST_P(ArticleStoreContract, CountsTagsInUseMostUsedFirst) {
  auto first = sample_article(1, UserId{1});
  first.tags = {"b", "c", "Ä"};
  auto second = sample_article(2, UserId{2});
  second.tags = {"a", "c"};
  ASSERT_EQ(failure(insert(first)), "");
  ASSERT_EQ(failure(insert(second)), "");
  EXPECT_EQ(tags(), (std::vector<TagCount>{{"c", 2}, {"a", 1}, {"b", 1}, {"Ä", 1}}));

  ArticleChanges changes;
  changes.tags = {"a", "new"};
  ASSERT_EQ(failure(update(1, changes)), "");
  EXPECT_EQ(tags(), (std::vector<TagCount>{{"a", 2}, {"c", 1}, {"new", 1}}));

  changes.tags = std::vector<std::string>{};
  ASSERT_EQ(failure(update(1, changes)), "");
  EXPECT_EQ(tags(), (std::vector<TagCount>{{"a", 1}, {"c", 1}}));

  ASSERT_EQ(failure(run(articles().remove(ArticleId{2}))), "");
  EXPECT_TRUE(tags().empty());
}

TEST_P(ArticleStoreContract, TellsTagsApartThatDifferInCase) {
  auto article = sample_article(1, UserId{1});
  article.tags = {"Go", "go"};
  ASSERT_EQ(failure(insert(article)), "");

  EXPECT_EQ(tags(), (std::vector<TagCount>{{"Go", 1}, {"go", 1}}));
}

TEST_P(ArticleStoreContract, LeadsFromAFormerSlugToTheOneInForce) {
  ASSERT_EQ(failure(insert(sample_article(1, UserId{1}))), "");
  EXPECT_EQ(current_slug_of("article-1"), std::nullopt);

  ASSERT_EQ(failure(rename(1, "second")), "");
  EXPECT_EQ(find("article-1"), std::nullopt);
  EXPECT_EQ(current_slug_of("article-1"), "second");
  EXPECT_EQ(current_slug_of("second"), std::nullopt);

  ASSERT_EQ(failure(rename(1, "third")), "");
  EXPECT_EQ(current_slug_of("article-1"), "third");
  EXPECT_EQ(current_slug_of("second"), "third");
}

TEST_P(ArticleStoreContract, LetsAnArticleHaveItsFormerSlugAgain) {
  ASSERT_EQ(failure(insert(sample_article(1, UserId{1}))), "");
  ASSERT_EQ(failure(rename(1, "second")), "");

  ASSERT_EQ(failure(rename(1, "article-1")), "");

  EXPECT_TRUE(find("article-1"));
  EXPECT_EQ(current_slug_of("article-1"), std::nullopt);
  EXPECT_EQ(current_slug_of("second"), "article-1");
}

TEST_P(ArticleStoreContract, KeepsTheSlugWhenAnUpdateRepeatsIt) {
  ASSERT_EQ(failure(insert(sample_article(1, UserId{1}))), "");

  ASSERT_EQ(failure(rename(1, "article-1")), "");

  EXPECT_TRUE(find("article-1"));
  EXPECT_EQ(current_slug_of("article-1"), std::nullopt);
}

TEST_P(ArticleStoreContract, GivesASlugThatIsOrWasAnothersToNobody) {
  ASSERT_EQ(failure(insert(sample_article(1, UserId{1}))), "");
  ASSERT_EQ(failure(rename(1, "second")), "");
  ASSERT_EQ(failure(insert(sample_article(2, UserId{1}))), "");
  auto taken = sample_article(3, UserId{2});

  taken.slug = "article-1";
  EXPECT_EQ(failure(insert(taken)), "conflict slug");
  taken.slug = "second";
  EXPECT_EQ(failure(insert(taken)), "conflict slug");
  EXPECT_EQ(failure(rename(2, "article-1")), "conflict slug");
  EXPECT_EQ(failure(rename(2, "second")), "conflict slug");

  EXPECT_EQ(find("article-2")->title, "Article 2");
  EXPECT_EQ(current_slug_of("article-1"), "second");
  EXPECT_EQ(current_slug_of("article-2"), std::nullopt);
}

TEST_P(ArticleStoreContract, FreesTheSlugsOfARemovedArticle) {
  ASSERT_EQ(failure(insert(sample_article(1, UserId{1}))), "");
  ASSERT_EQ(failure(rename(1, "second")), "");

  ASSERT_EQ(failure(run(articles().remove(ArticleId{1}))), "");

  EXPECT_EQ(find("second"), std::nullopt);
  EXPECT_EQ(current_slug_of("article-1"), std::nullopt);
  EXPECT_EQ(failure(insert(sample_article(1, UserId{1}))), "");
}

TEST_P(ArticleStoreContract, CannotUpdateOrRemoveWhatIsNotThere) {
  EXPECT_EQ(failure(update(404, {})), "not_found article");
  EXPECT_EQ(failure(run(articles().remove(ArticleId{404}))), "not_found article");
}

TEST_P(ArticleStoreContract, GivesASlugToOneOfFiftyAtOnce) {
  const auto inserted = run_in_parallel(50, [&](std::size_t i) {
    auto article = sample_article(static_cast<std::int64_t>(i) + 1, UserId{1});
    article.slug = "same";
    article.tags = {"tag"};
    return articles().insert(article);
  });

  EXPECT_EQ(std::ranges::count(inserted, "", &failure<void>), 1);
  EXPECT_EQ(std::ranges::count(inserted, "conflict slug", &failure<void>), 49);
  EXPECT_EQ(tags(), (std::vector<TagCount>{{"tag", 1}}));
}

TEST_P(ArticleStoreContract, GivesASlugToOneOfThoseThatAreRenamedAtOnce) {
  for (std::int64_t number = 1; number <= 20; ++number) {
    ASSERT_EQ(failure(insert(sample_article(number, UserId{1}))), "");
  }
  ArticleChanges changes;
  changes.title = "Same";
  changes.slug = "same";

  const auto updated = run_in_parallel(20, [&](std::size_t i) {
    return articles().update(ArticleId{static_cast<std::int64_t>(i) + 1}, changes, sample_time(5000));
  });

  EXPECT_EQ(std::ranges::count(updated, "", &failure<Article>), 1);
  EXPECT_EQ(std::ranges::count(updated, "conflict slug", &failure<Article>), 19);
}

TEST_P(ArticleStoreContract, MergesParallelUpdatesOfDifferentFields) {
  ASSERT_EQ(failure(insert(sample_article(1, UserId{1}))), "");
  std::vector<ArticleChanges> changes(4);
  changes[0].title = "Title";
  changes[1].description = "Description";
  changes[2].body = "Body";
  changes[3].tags = {"tag"};

  const auto updated =
      run_in_parallel(4, [&](std::size_t i) { return articles().update(ArticleId{1}, changes[i], sample_time(5000)); });

  EXPECT_EQ(std::ranges::count(updated, "", &failure<Article>), 4);
  const auto article = find("article-1");
  EXPECT_EQ(article->title, "Title");
  EXPECT_EQ(article->description, "Description");
  EXPECT_EQ(article->body, "Body");
  EXPECT_EQ(article->tags, std::vector<std::string>{"tag"});
  EXPECT_EQ(article->updated_at, sample_time(5003));
}

}  // namespace
}  // namespace conduit::articles
