#include "app/sqlite_test_support.hpp"
#include "app/store_backends_test_support.hpp"
#include "articles/article.hpp"
#include "articles/article_writes_sqlite.hpp"
#include "base/ids.hpp"
#include "platform/sqlite/connection.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

// What the schema derives by itself, where the ports cannot reach: an account's rows go with it, and the search index
// holds exactly the articles' texts.

namespace conduit::articles {
namespace {

class ArticleSchema : public testing::Test {
 protected:
  void SetUp() override {
    database_.execute(
        "INSERT INTO users (id, username, username_key, email, email_key, password_hash, credentials_version, "
        "surviving_session, created_at, updated_at) VALUES "
        "(1, 'a', 'a', 'a@x', 'a@x', 'h', 1, 's', 0, 0), (2, 'b', 'b', 'b@x', 'b@x', 'h', 1, 's', 0, 0)");
    for (const std::int64_t number : {1, 2, 3}) {
      auto article = sample_article(number, UserId{number == 3 ? 2 : 1});
      article.tags = {"shared", "tag" + std::to_string(number)};
      must(database_->write_and_wait([article](sqlite::Connection& c) { return sqlite_writes::insert(c, article); }));
    }
    for (const std::int64_t user : {1, 2}) {
      for (const std::int64_t article : {1, 3}) {
        must(database_->write_and_wait([user, article](sqlite::Connection& c) {
          return sqlite_writes::favorite(c, UserId{user}, ArticleId{article});
        }));
      }
    }
  }

  /// FTS5's own comparison of the index with the texts.
  void expect_sound_search_index() {
    database_.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)");
  }

  MigratedDatabase database_;
};

TEST_F(ArticleSchema, RemovesAllOfAnAccountWithIt) {
  database_.execute("INSERT INTO follows VALUES (1, 2), (2, 1); INSERT INTO comments VALUES (1, 3, 1, 'c', 0, 0)");

  database_.execute("DELETE FROM users WHERE id = 1");

  EXPECT_EQ(database_.number("SELECT count(*) FROM articles"), 1);
  EXPECT_EQ(database_.number("SELECT count(*) FROM article_bodies"), 1);
  EXPECT_EQ(database_.number("SELECT count(*) FROM article_tags"), 2);
  EXPECT_EQ(database_.number("SELECT count(*) FROM follows"), 0);
  EXPECT_EQ(database_.number("SELECT count(*) FROM comments"), 0);
  EXPECT_EQ(database_.number("SELECT count(*) FROM favorites"), 1);
  EXPECT_EQ(database_.number("SELECT favorites_count FROM articles WHERE id = 3"), 1);
  EXPECT_EQ(database_.number("SELECT favorites_count FROM users WHERE id = 2"), 1);
  EXPECT_EQ(database_.number("SELECT count FROM totals WHERE name = 'articles'"), 1);
  EXPECT_EQ(database_.number("SELECT articles FROM tags WHERE tag = 'shared'"), 1);
  EXPECT_EQ(database_.number("SELECT count(*) FROM article_search WHERE article_search MATCH 'body'"), 1);
  expect_sound_search_index();
}

TEST_F(ArticleSchema, KeepsTheSearchIndexSound) {
  expect_sound_search_index();
  ArticleChanges changes;
  changes.title = "Title";
  changes.body = "Body";
  changes.tags = {"retagged"};
  must(database_->write_and_wait(
      [&](sqlite::Connection& c) { return sqlite_writes::update(c, ArticleId{1}, changes, sample_time(9)); }));
  expect_sound_search_index();
  must(database_->write_and_wait([](sqlite::Connection& c) { return sqlite_writes::remove(c, ArticleId{2}); }));
  expect_sound_search_index();
}

}  // namespace
}  // namespace conduit::articles
