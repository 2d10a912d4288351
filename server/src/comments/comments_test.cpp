#include "comments/comments.hpp"

#include "articles/article.hpp"
#include "articles/articles_test_support.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "comments/comment_store_test_support.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace conduit::comments {
namespace {

constexpr ArticleId kTea{17};
constexpr ArticleId kCoffee{18};

class CommentsTest : public testing::Test, protected articles::ArticlesWorld {
 protected:
  CommentsTest() {
    articles::Article tea;
    tea.id = kTea;
    tea.slug = "tea";
    article_store.articles.push_back(tea);
  }

  FakeCommentStore comment_store;
  Comments comments{comment_store, articles, profiles, ids, clock};
};

TEST_F(CommentsTest, FindsTheArticleOrSaysThatThereIsNone) {
  const auto unknown = run(comments.article("milk"));

  EXPECT_EQ(run(comments.article("tea")).value(), kTea);
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(complains(unknown.error(), ErrorCode::not_found, "article"));
}

TEST_F(CommentsTest, ListsWithAuthors) {
  ASSERT_TRUE(run(comments.add(ann, kTea, "first")));
  ASSERT_TRUE(run(comments.add(bob, kTea, "second")));

  const auto list = run(comments.list(kTea));

  ASSERT_TRUE(list);
  ASSERT_EQ(list->comments.size(), 2U);
  EXPECT_EQ(list->comments[0].body, "first");
  EXPECT_EQ(list->authors.at(kBob).username, "bob");
}

TEST_F(CommentsTest, ABlankCommentIsNone) {
  const auto refused = run(comments.add(ann, kTea, " \u2060 "));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields, (std::vector<FieldError>{{"body", "can't be blank"}}));
  EXPECT_TRUE(comment_store.comments.empty());
}

TEST_F(CommentsTest, DrawsAnotherIdWhenOneIsTaken) {
  comment_store.insert_failures.push_back(conflict("id"));

  const auto added = run(comments.add(ann, kTea, "hello"));

  ASSERT_TRUE(added);
  EXPECT_EQ(comment_store.comments.at(0), added->comment);
  EXPECT_EQ(added->comment.created_at, clock.time);
}

TEST_F(CommentsTest, TellsWhatIsGoneMeanwhile) {
  comment_store.insert_failures = {not_found("article"), not_found("profile")};

  const auto no_article = run(comments.add(ann, kTea, "hello"));
  const auto no_account = run(comments.add(ann, kTea, "hello"));

  ASSERT_FALSE(no_article);
  ASSERT_FALSE(no_account);
  EXPECT_TRUE(complains(no_article.error(), ErrorCode::not_found, "article"));
  EXPECT_TRUE(complains(no_account.error(), ErrorCode::unauthenticated, "token"));
}

TEST_F(CommentsTest, OnlyItsAuthorRemovesAComment) {
  const auto id = run(comments.add(ann, kTea, "hello"))->comment.id;

  const auto others = run(comments.remove(bob, kTea, id));
  ASSERT_FALSE(others);
  EXPECT_TRUE(complains(others.error(), ErrorCode::forbidden, "comment"));
  EXPECT_EQ(comment_store.comments.size(), 1U);

  ASSERT_TRUE(run(comments.remove(ann, kTea, id)));
  EXPECT_TRUE(comment_store.comments.empty());
}

TEST_F(CommentsTest, ACommentBelongsToOneArticle) {
  const auto id = run(comments.add(ann, kTea, "hello"))->comment.id;

  const auto elsewhere = run(comments.remove(ann, kCoffee, id));
  const auto unknown = run(comments.remove(ann, kTea, CommentId{99'999}));

  for (const auto& refused : {elsewhere, unknown}) {
    ASSERT_FALSE(refused);
    EXPECT_TRUE(complains(refused.error(), ErrorCode::not_found, "comment"));
  }
}

}  // namespace
}  // namespace conduit::comments
