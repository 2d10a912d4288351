#include "app/store_backends_test_support.hpp"
#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Lists and the feed, compared with a plain model of what they should be.

namespace conduit::articles {
namespace {

constexpr std::int64_t kUsers = 5;
constexpr std::int64_t kArticles = 60;

/// Users 1 to 5 and 60 articles in which every combination of author, tags, favourites and words occurs, with four
/// articles in each millisecond.
class ArticleListContract : public StoreContract {
 protected:
  void SetUp() override {
    for (std::int64_t number = 1; number <= kUsers; ++number) {
      ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
    }
    for (std::int64_t number = 1; number <= kArticles; ++number) {
      auto article = sample_article(number, UserId{number % 3 + 1});
      article.created_at = sample_time((number * 7 % kArticles) / 4);  // neither the order of insertion nor of ids
      article.body = number % 4 < 2 ? "Storms over the SEA" : "A calm sea";
      if (number % 2 == 0) {
        article.tags.emplace_back("even");
      }
      if (number % 5 == 0) {
        article.tags.emplace_back("five");
      }
      ASSERT_EQ(failure(run(articles().insert(article))), "");
      if (number % 3 != 0 || number % 4 == 0) {
        ASSERT_EQ(failure(run(articles().favorite(UserId{4}, article.id))), "");
        ++article.favorites_count;
      }
      model_.push_back(article);
    }
    std::ranges::sort(model_, std::greater{}, [](const Article& a) { return std::pair{a.created_at, a.id}; });
  }

  template <class Matches>
  [[nodiscard]] std::vector<ArticleSummary> model(Matches matches) const {
    std::vector<ArticleSummary> found;
    for (const auto& article : model_) {
      if (matches(article)) {
        found.push_back(article);
      }
    }
    return found;
  }

  [[nodiscard]] std::vector<ArticleSummary> model(const ArticleFilter& filter) const {
    return model([&](const Article& article) {
      const bool stormy = article.body.starts_with("Storms");
      return (!filter.tag || std::ranges::count(article.tags, *filter.tag) == 1) &&
             (!filter.author || article.author == *filter.author) &&
             (!filter.favorited_by || article.favorites_count > 0) && (!filter.text || stormy);
    });
  }

  /// Reads all of a list page by page, both ways, and compares with `expected`.
  template <class Read>
  void expect_list(const std::vector<ArticleSummary>& expected, Read read) {
    const auto total = std::ssize(expected);
    for (const std::int64_t limit : {1, 7, 100}) {
      std::vector<ArticleSummary> by_offset;
      for (std::int64_t offset = 0; offset <= total; offset += limit) {
        const auto page = read(Window{.limit = limit, .offset = offset, .after = {}});
        EXPECT_EQ(page.total, total);
        by_offset.insert(by_offset.end(), page.articles.begin(), page.articles.end());
      }
      EXPECT_EQ(by_offset, expected) << "by offset, limit " << limit;

      std::vector<ArticleSummary> by_cursor;
      std::optional<Cursor> after;
      while (true) {
        const auto page = read(Window{.limit = limit, .offset = 0, .after = after});
        EXPECT_EQ(page.total, total);
        if (page.articles.empty()) {
          break;
        }
        by_cursor.insert(by_cursor.end(), page.articles.begin(), page.articles.end());
        after = Cursor{.created_at = by_cursor.back().created_at, .id = by_cursor.back().id};
      }
      EXPECT_EQ(by_cursor, expected) << "by cursor, limit " << limit;
    }
  }

  ArticlePage list(const ArticleFilter& filter, const Window& window = {}) {
    return run(articles().list(filter, window)).value();
  }
  ArticlePage feed(std::int64_t follower, const Window& window = {}) {
    return run(articles().feed(UserId{follower}, window)).value();
  }
  std::int64_t matches(const std::string& text) {
    ArticleFilter filter;
    filter.text = text;
    const auto page = list(filter, {.limit = 100, .offset = 0, .after = {}});
    EXPECT_EQ(page.total, std::ssize(page.articles));
    return page.total;
  }

  std::vector<Article> model_;
};
INSTANTIATE_STORE_CONTRACT(ArticleListContract);

TEST_P(ArticleListContract, PagesThroughEveryCombinationOfConditions) {
  for (unsigned conditions = 0; conditions < 16; ++conditions) {
    SCOPED_TRACE(conditions);
    ArticleFilter filter;
    if ((conditions & 1U) != 0) {
      filter.tag = "even";
    }
    if ((conditions & 2U) != 0) {
      filter.author = UserId{2};
    }
    if ((conditions & 4U) != 0) {
      filter.favorited_by = UserId{4};
    }
    if ((conditions & 8U) != 0) {
      filter.text = "storms sea";
    }
    const auto expected = model(filter);
    ASSERT_FALSE(expected.empty());

    expect_list(expected, [&](const Window& window) { return list(filter, window); });
  }
}

TEST_P(ArticleListContract, ListsNothingWhereNothingMatches) {
  ArticleFilter tag;
  tag.tag = "EVEN";
  ArticleFilter author;
  author.author = UserId{404};
  ArticleFilter idle_author;
  idle_author.author = UserId{5};
  ArticleFilter favorited_by;
  favorited_by.favorited_by = UserId{1};
  ArticleFilter both;
  both.author = UserId{1};
  both.favorited_by = UserId{1};

  for (const auto& filter : {tag, author, idle_author, favorited_by, both}) {
    EXPECT_TRUE(list(filter).articles.empty());
    EXPECT_EQ(list(filter).total, 0);
  }
}

TEST_P(ArticleListContract, KnowsTheTotalBeyondTheLastPage) {
  const auto page = list({}, {.limit = 10, .offset = kMaxOffset, .after = {}});

  EXPECT_TRUE(page.articles.empty());
  EXPECT_EQ(page.total, kArticles);
}

TEST_P(ArticleListContract, ContinuesAfterAnArticleThatIsGone) {
  const auto first = list({}, {.limit = 10, .offset = 0, .after = {}});
  const auto last = first.articles.back();
  ASSERT_EQ(failure(run(articles().remove(last.id))), "");

  const auto second = list({}, {.limit = 10, .offset = 0, .after = Cursor{last.created_at, last.id}});

  EXPECT_EQ(second.total, kArticles - 1);
  EXPECT_EQ(second.articles.front().id, model_[10].id);
}

TEST_P(ArticleListContract, FollowsChangesOfTags) {
  const auto changed = model_.front();
  ArticleChanges changes;
  changes.tags = {"fresh"};
  ASSERT_EQ(failure(run(articles().update(changed.id, changes, sample_time(9000)))), "");

  ArticleFilter fresh;
  fresh.tag = "fresh";
  EXPECT_EQ(list(fresh).total, 1);
  EXPECT_EQ(list(fresh).articles.front().id, changed.id);
  for (const auto* const gone : {"even", "five"}) {
    ArticleFilter filter;
    filter.tag = gone;
    const auto page = list(filter, {.limit = 100, .offset = 0, .after = {}});
    EXPECT_EQ(std::ranges::count(page.articles, changed.id, &ArticleSummary::id), 0);
    EXPECT_EQ(page.total, std::ssize(page.articles));
  }
}

TEST_P(ArticleListContract, ForgetsRemovedArticlesEverywhere) {
  ArticleFilter author;
  author.author = UserId{2};
  ArticleFilter favorites;
  favorites.favorited_by = UserId{4};
  ArticleFilter text;
  text.text = "sea";
  for (const auto& article : model_) {
    ASSERT_EQ(failure(run(articles().remove(article.id))), "");
  }

  for (const auto& filter : {ArticleFilter{}, author, favorites, text}) {
    EXPECT_TRUE(list(filter).articles.empty());
    EXPECT_EQ(list(filter).total, 0);
  }
}

TEST_P(ArticleListContract, FindsWordsInEveryTextOfAnArticle) {
  auto article = sample_article(1000, UserId{1});
  article.title = "Lighthouse ÖSTERREICH";
  article.description = "Beacons";
  article.tags = {"night-watch", "数据库"};
  article.body = "Foghorn. Foo_bar \"quoted\"";
  ASSERT_EQ(failure(run(articles().insert(article))), "");

  for (const auto* const word : {"lighthouse", "LIGHTHOUSE", "beacons", "watch", "数据库", "foghorn", "österreich",
                                 "  lighthouse\tfoghorn\n", "foghorn lighthouse"}) {
    EXPECT_EQ(matches(word), 1) << word;
  }
  for (const auto* const word : {"lighthouses", "light", "lighthouse storms", "absent"}) {
    EXPECT_EQ(matches(word), 0) << word;
  }
}

TEST_P(ArticleListContract, TakesNoWordForASyntax) {
  for (const auto* const text : {"",          "   ",     "\"",     "''",           "*",         "sto*",
                                 "NOT",       "AND",     "a OR b", "title:storms", "-storms x", "(",
                                 "NEAR(a b)", "^absent", "%",      "{title}",      "\\",        "; DROP TABLE articles",
                                 "[",         "$where"}) {
    EXPECT_EQ(matches(text), 0) << text;
  }
  EXPECT_EQ(matches(std::string("storms\0sea", 10)),
            std::ssize(model([](const Article& article) { return article.body.starts_with("Storms"); })));
  EXPECT_EQ(matches(std::string(10'000, 'x')), 0);
}

TEST_P(ArticleListContract, FindsTheNewWordsOfAChangedArticleAndNotTheOld) {
  const auto id = model_.front().id;
  ArticleChanges changes;
  changes.title = "Renamed";
  changes.slug = "renamed";
  changes.description = "Described";
  changes.body = "Rewritten";
  changes.tags = {"retagged"};
  const auto seas = matches("sea");

  ASSERT_EQ(failure(run(articles().update(id, changes, sample_time(9000)))), "");

  EXPECT_EQ(matches("renamed described rewritten retagged"), 1);
  EXPECT_EQ(matches("sea"), seas - 1);
}

TEST_P(ArticleListContract, FeedsWhatThoseWriteWhomSomebodyFollows) {
  for (const std::int64_t author : {1, 3, 5}) {
    ASSERT_EQ(failure(run(follows().follow(UserId{4}, UserId{author}))), "");
  }
  const auto expected = model([](const Article& article) { return article.author != UserId{2}; });

  expect_list(expected, [&](const Window& window) { return feed(4, window); });
}

TEST_P(ArticleListContract, FeedsNothingToWhoFollowsNobody) {
  EXPECT_TRUE(feed(1).articles.empty());
  EXPECT_EQ(feed(1).total, 0);
  EXPECT_EQ(feed(404).total, 0);
}

TEST_P(ArticleListContract, FeedsByThePresentState) {
  ASSERT_EQ(failure(run(follows().follow(UserId{4}, UserId{1}))), "");
  ASSERT_EQ(failure(run(follows().follow(UserId{4}, UserId{2}))), "");
  ASSERT_EQ(failure(run(follows().unfollow(UserId{4}, UserId{1}))), "");
  const auto own = model([](const Article& article) { return article.author == UserId{2}; });
  ASSERT_EQ(failure(run(articles().remove(own.front().id))), "");

  const auto page = feed(4);

  EXPECT_EQ(page.total, std::ssize(own) - 1);
  EXPECT_EQ(page.articles.front(), own[1]);
}

TEST_P(ArticleListContract, FeedsOneselfToWhoFollowsOneself) {
  ASSERT_EQ(failure(run(follows().follow(UserId{1}, UserId{1}))), "");

  EXPECT_EQ(feed(1).total, 20);
}

TEST_P(ArticleListContract, FeedsTheNewestOfManyAuthors) {
  for (std::int64_t number = 100; number < 400; ++number) {
    ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
    ASSERT_EQ(failure(run(follows().follow(UserId{4}, UserId{number}))), "");
    auto article = sample_article(number, UserId{number});
    article.created_at = sample_time(100'000 + number * 7 % 300);
    ASSERT_EQ(failure(run(articles().insert(article))), "");
  }

  const auto page = feed(4, {.limit = 50, .offset = 100, .after = {}});

  EXPECT_EQ(page.total, 300);
  ASSERT_EQ(page.articles.size(), 50);
  for (std::size_t i = 0; i < page.articles.size(); ++i) {
    EXPECT_EQ(page.articles[i].created_at, sample_time(100'000 + 299 - 100 - static_cast<std::int64_t>(i)));
  }
}

}  // namespace
}  // namespace conduit::articles
