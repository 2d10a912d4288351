#include "app/mongo_test_support.hpp"
#include "app/sqlite_test_support.hpp"
#include "app/store_backends_test_support.hpp"
#include "articles/article_store.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "comments/comment_store.hpp"
#include "profiles/follow_store.hpp"
#include "users/user_store.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// How many commands each call costs, with the commit of its transaction. A round trip to a database in another building
// is the unit that counts; none may grow with the size of a page.

namespace conduit {
namespace {

class MongoRoundTrips : public testing::Test {
 protected:
  static constexpr std::int64_t kArticles = 60;

  void SetUp() override {
    if (!mongo_test_server()) {
      GTEST_SKIP() << "TEST_MONGO_URI names no server";
    }
    database_.emplace();
    users_ = users::make_mongo_user_store(**database_);
    follows_ = profiles::make_mongo_follow_store(**database_);
    articles_ = articles::make_mongo_article_store(**database_);
    comments_ = comments::make_mongo_comment_store(**database_);
    for (const std::int64_t number : {1, 2}) {
      must(run(users_->insert(sample_user(number))));
    }
    must(run(follows_->follow(UserId{2}, UserId{1})));
    for (std::int64_t number = 1; number <= kArticles; ++number) {
      auto article = sample_article(number, UserId{1});
      article.tags = {"a", "b", "c"};
      must(run(articles_->insert(article)));
      must(run(articles_->favorite(UserId{2}, article.id)));
      ids_.push_back(article.id);
    }
  }

  /// The number of commands that `task` takes; it has to succeed.
  template <class T>
  std::uint64_t commands(Task<T> task) {
    const auto before = (*database_)->statistics().commands.load();
    const auto result = run(std::move(task));
    EXPECT_TRUE(result) << (result ? "" : result.error().detail);
    return (*database_)->statistics().commands.load() - before;
  }

  std::uint64_t list(const articles::ArticleFilter& filter, std::int64_t limit) {
    return commands(articles_->list(filter, {.limit = limit, .offset = 0, .after = {}}));
  }

  std::optional<MigratedMongo> database_;
  std::unique_ptr<users::UserStore> users_;
  std::unique_ptr<profiles::FollowStore> follows_;
  std::unique_ptr<articles::ArticleStore> articles_;
  std::unique_ptr<comments::CommentStore> comments_;
  std::vector<ArticleId> ids_;
};

TEST_F(MongoRoundTrips, OfReads) {
  EXPECT_EQ(commands(users_->find(UserId{1})), 1U);
  EXPECT_EQ(commands(users_->find_by_email_key("user1@example.com")), 1U);
  EXPECT_EQ(commands(users_->find_public(std::vector{UserId{1}, UserId{2}})), 1U);
  EXPECT_EQ(commands(follows_->followed_among(UserId{2}, std::vector{UserId{1}})), 1U);
  EXPECT_EQ(commands(articles_->find_by_slug("article-1")), 1U);
  EXPECT_EQ(commands(articles_->current_slug_of("article-1")), 2U);
  EXPECT_EQ(commands(articles_->favorited_among(UserId{2}, ids_)), 1U);
  EXPECT_EQ(commands(articles_->bodies(ids_)), 1U);
  EXPECT_EQ(commands(articles_->tags()), 1U);
  EXPECT_EQ(commands(articles_->walk({.after = {}, .skip = 10, .limit = 50})), 1U);
  EXPECT_EQ(commands(comments_->list(ArticleId{1})), 1U);
}

TEST_F(MongoRoundTrips, OfListsWhateverTheSizeOfThePage) {
  articles::ArticleFilter tag;
  tag.tag = "a";
  articles::ArticleFilter author;
  author.author = UserId{1};
  articles::ArticleFilter favorites;
  favorites.favorited_by = UserId{2};
  articles::ArticleFilter text;
  text.text = "body";
  articles::ArticleFilter both = favorites;
  both.tag = "a";
  for (const std::int64_t limit : {1, 50}) {
    SCOPED_TRACE(testing::Message{} << "limit " << limit);
    EXPECT_EQ(list({}, limit), 2U);
    EXPECT_EQ(list(tag, limit), 2U);
    EXPECT_EQ(list(author, limit), 2U);
    EXPECT_EQ(list(favorites, limit), 3U);
    EXPECT_EQ(list(text, limit), 3U);
    EXPECT_EQ(list(both, limit), 4U);
    EXPECT_EQ(commands(articles_->feed(UserId{2}, {.limit = limit, .offset = 0, .after = {}})), 3U);
  }
}

TEST_F(MongoRoundTrips, OfWrites) {
  articles::ArticleChanges body;
  body.body = "Another";
  articles::ArticleChanges everything = body;
  everything.title = "Renamed";
  everything.slug = "renamed";
  everything.tags = std::vector<std::string>{"b", "d"};
  users::UserChanges bio;
  bio.bio = "About me";

  EXPECT_EQ(commands(users_->insert(sample_user(3))), 1U);
  EXPECT_EQ(commands(users_->update(UserId{3}, bio, sample_time(5000))), 2U);
  EXPECT_EQ(commands(follows_->follow(UserId{1}, UserId{2})), 2U);
  EXPECT_EQ(commands(follows_->unfollow(UserId{1}, UserId{2})), 1U);
  EXPECT_EQ(commands(articles_->update(ArticleId{1}, body, sample_time(5000))), 4U);
  EXPECT_EQ(commands(articles_->update(ArticleId{1}, everything, sample_time(5001))), 8U);
  EXPECT_EQ(commands(articles_->favorite(UserId{1}, ArticleId{1})), 5U);
  EXPECT_EQ(commands(articles_->favorite(UserId{1}, ArticleId{1})), 4U);
  EXPECT_EQ(commands(articles_->unfavorite(UserId{1}, ArticleId{1})), 3U);
  EXPECT_EQ(commands(comments_->insert(sample_comment(1, ArticleId{1}, UserId{1}))), 4U);
  EXPECT_EQ(commands(comments_->remove(ArticleId{1}, CommentId{1})), 1U);
  EXPECT_EQ(commands(articles_->remove(ArticleId{1})), 9U);
  auto article = sample_article(500, UserId{1});
  article.tags = {"a", "new", "newer"};
  EXPECT_EQ(commands(articles_->insert(article)), 6U);
}

}  // namespace
}  // namespace conduit
