#include "comments/comments.hpp"

#include "articles/article_store_test_support.hpp"
#include "base/clock_test_support.hpp"
#include "base/task_test_support.hpp"
#include "comments/comment_store_test_support.hpp"
#include "profiles/follow_store_test_support.hpp"
#include "users/user_store_test_support.hpp"

#include <gtest/gtest.h>

namespace conduit::comments {
namespace {

constexpr UserId kAnn{1};
constexpr UserId kBob{2};
constexpr ArticleId kTea{17};
constexpr ArticleId kCoffee{18};

class CommentsTest : public testing::Test {
 protected:
  CommentsTest() {
    for (const auto& [id, name] : {std::pair{kAnn, "ann"}, std::pair{kBob, "bob"}}) {
      users::User user;
      user.id = id;
      user.username = name;
      users_.users.push_back(user);
    }
    articles::Article tea;
    tea.id = kTea;
    tea.slug = "tea";
    article_store_.articles.push_back(tea);
  }

  ManualClock clock_;
  IdGenerator ids_{clock_};
  users::FakeUserStore users_;
  users::Directory directory_{users_};
  profiles::FakeFollowStore follows_;
  profiles::Profiles profiles_{directory_, follows_};
  articles::FakeArticleStore article_store_;
  articles::Articles articles_{article_store_, profiles_, ids_, clock_};
  FakeCommentStore store_;
  Comments comments_{store_, articles_, profiles_, ids_, clock_};
  const Viewer ann_{.id = kAnn, .session = "s"};
  const Viewer bob_{.id = kBob, .session = "t"};
  const std::optional<Viewer> nobody_;
};

TEST_F(CommentsTest, FindsTheArticleOrSaysThatThereIsNone) {
  const auto unknown = run(comments_.article("milk"));

  EXPECT_EQ(run(comments_.article("tea")).value(), kTea);
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(complains(unknown.error(), ErrorCode::not_found, "article"));
}

TEST_F(CommentsTest, ListsWithAuthorsAsTheReaderSeesThem) {
  ASSERT_TRUE(run(comments_.add(ann_, kTea, "first")));
  ASSERT_TRUE(run(comments_.add(bob_, kTea, "second")));
  ASSERT_TRUE(run(profiles_.follow(ann_, "bob")));

  const auto list = run(comments_.list(ann_, kTea));

  ASSERT_TRUE(list);
  ASSERT_EQ(list->comments.size(), 2U);
  EXPECT_EQ(list->comments[0].body, "first");
  EXPECT_TRUE(list->authors.at(kBob).following);
  EXPECT_FALSE(run(comments_.list(nobody_, kTea))->authors.at(kBob).following);
}

TEST_F(CommentsTest, ABlankCommentIsNone) {
  const auto refused = run(comments_.add(ann_, kTea, " \u2060 "));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields, (std::vector<FieldError>{{"body", "can't be blank"}}));
  EXPECT_TRUE(store_.comments.empty());
}

TEST_F(CommentsTest, DrawsAnotherIdWhenOneIsTaken) {
  store_.insert_failures.push_back(conflict("id"));

  const auto added = run(comments_.add(ann_, kTea, "hello"));

  ASSERT_TRUE(added);
  EXPECT_EQ(store_.comments.at(0), added->comment);
  EXPECT_EQ(added->comment.created_at, clock_.time);
}

TEST_F(CommentsTest, TellsWhatIsGoneMeanwhile) {
  store_.insert_failures = {not_found("article"), not_found("profile")};

  const auto no_article = run(comments_.add(ann_, kTea, "hello"));
  const auto no_account = run(comments_.add(ann_, kTea, "hello"));

  ASSERT_FALSE(no_article);
  ASSERT_FALSE(no_account);
  EXPECT_TRUE(complains(no_article.error(), ErrorCode::not_found, "article"));
  EXPECT_TRUE(complains(no_account.error(), ErrorCode::unauthenticated, "token"));
}

TEST_F(CommentsTest, OnlyItsAuthorRemovesAComment) {
  const auto id = run(comments_.add(ann_, kTea, "hello"))->comment.id;

  const auto others = run(comments_.remove(bob_, kTea, id));
  ASSERT_FALSE(others);
  EXPECT_TRUE(complains(others.error(), ErrorCode::forbidden, "comment"));
  EXPECT_EQ(store_.comments.size(), 1U);

  ASSERT_TRUE(run(comments_.remove(ann_, kTea, id)));
  EXPECT_TRUE(store_.comments.empty());
}

TEST_F(CommentsTest, ACommentBelongsToOneArticle) {
  const auto id = run(comments_.add(ann_, kTea, "hello"))->comment.id;

  const auto elsewhere = run(comments_.remove(ann_, kCoffee, id));
  const auto unknown = run(comments_.remove(ann_, kTea, CommentId{99'999}));

  for (const auto& refused : {elsewhere, unknown}) {
    ASSERT_FALSE(refused);
    EXPECT_TRUE(complains(refused.error(), ErrorCode::not_found, "comment"));
  }
}

}  // namespace
}  // namespace conduit::comments
