#include "app/repair.hpp"

#include "app/sqlite_test_support.hpp"
#include "app/store_backends_test_support.hpp"
#include "articles/article_store.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "users/user_store.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace conduit::app {
namespace {

class RepairTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto users = users::make_sqlite_user_store(*database_);
    const auto articles = articles::make_sqlite_article_store(*database_);
    for (const std::int64_t number : {1, 2}) {
      must(run(users->insert(sample_user(number))));
    }
    for (const std::int64_t number : {1, 2, 3}) {
      auto article = sample_article(number, UserId{1});
      article.tags = {"shared", "tag" + std::to_string(number)};
      must(run(articles->insert(article)));
      must(run(articles->favorite(UserId{2}, article.id)));
    }
  }

  std::vector<Mended> repair() { return must(make_sqlite_repairer(*database_)->repair()); }

  /// Breaks something, and expects repair() to say so once and to leave what was there before.
  void expect_mended(const std::string& breakage, const std::string& query, const std::vector<Mended>& mended) {
    const auto sound = database_.number(query);
    database_.execute(breakage);
    EXPECT_NE(database_.number(query), sound) << breakage;

    EXPECT_EQ(repair(), mended) << breakage;
    EXPECT_EQ(database_.number(query), sound) << breakage;
    EXPECT_EQ(repair(), std::vector<Mended>{}) << breakage;
  }

  MigratedDatabase database_;
};

TEST_F(RepairTest, FindsNothingInASoundDatabase) { EXPECT_EQ(repair(), std::vector<Mended>{}); }

TEST_F(RepairTest, RecomputesEveryCount) {
  expect_mended("UPDATE articles SET favorites_count = 7 WHERE id < 3", "SELECT sum(favorites_count) FROM articles",
                {{"counts of an article's favourites", 2}});
  expect_mended("UPDATE users SET articles_count = 0", "SELECT sum(articles_count) FROM users",
                {{"counts of an author's articles", 1}});
  expect_mended("UPDATE users SET favorites_count = 9", "SELECT sum(favorites_count) FROM users",
                {{"counts of a user's favourites", 2}});
  expect_mended("UPDATE totals SET count = 0", "SELECT sum(count) FROM totals", {{"totals", 1}});
  expect_mended("DELETE FROM totals", "SELECT coalesce(sum(count), -1) FROM totals", {{"missing totals", 1}});
  expect_mended("UPDATE tags SET articles = 5 WHERE tag = 'shared'", "SELECT sum(articles) FROM tags",
                {{"counts of tags", 1}});
  expect_mended("DELETE FROM tags WHERE tag = 'tag1'", "SELECT count(*) FROM tags", {{"missing tags", 1}});
  expect_mended("INSERT INTO tags VALUES ('ghost', 3)", "SELECT count(*) FROM tags", {{"tags in no use", 1}});
}

TEST_F(RepairTest, RestoresEdges) {
  expect_mended("DELETE FROM article_tags WHERE tag = 'shared' AND article = 2", "SELECT count(*) FROM article_tags",
                {{"missing tag edges", 1}});
  expect_mended("INSERT INTO article_tags VALUES ('ghost', 0, 1)", "SELECT count(*) FROM article_tags",
                {{"tag edges of no article", 1}});
  expect_mended("UPDATE favorites SET at = 0 WHERE article = 2", "SELECT sum(at) FROM favorites",
                {{"times of favourites", 1}});
  EXPECT_EQ(database_.number("SELECT articles FROM tags WHERE tag = 'shared'"), 3);
}

TEST_F(RepairTest, RebuildsTheSearchIndex) {
  expect_mended(
      "INSERT INTO article_search (article_search, rowid, title, description, tags, body) "
      "SELECT 'delete', id, title, description, tags, body FROM article_texts WHERE id = 2",
      "SELECT count(*) FROM article_search WHERE article_search MATCH 'body'", {{"the search index", 1}});
}

}  // namespace
}  // namespace conduit::app
