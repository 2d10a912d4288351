#include "app/store_backends_test_support.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task_test_support.hpp"
#include "comments/comment.hpp"
#include "comments/comment_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace conduit::comments {
namespace {

/// Users 1 and 2, and articles 1 and 2 by user 1.
class CommentStoreContract : public StoreContract {
 protected:
  void SetUp() override {
    for (const std::int64_t number : {1, 2}) {
      ASSERT_EQ(failure(run(users().insert(sample_user(number)))), "");
    }
    for (const std::int64_t number : {1, 2}) {
      ASSERT_EQ(failure(run(articles().insert(sample_article(number, UserId{1})))), "");
    }
  }

  Result<> insert(const Comment& comment) { return run(comments().insert(comment)); }
  std::vector<Comment> list(ArticleId article) { return run(comments().list(article)).value(); }
};
INSTANTIATE_STORE_CONTRACT(CommentStoreContract);

TEST_P(CommentStoreContract, KeepsEveryField) {
  auto comment = sample_comment((std::int64_t{1} << 53) - 1, ArticleId{1}, UserId{2});
  comment.body = "Größe 你好 😀\n\t\"quoted\" \\";
  comment.updated_at = sample_time(7000);

  ASSERT_EQ(failure(insert(comment)), "");

  EXPECT_EQ(list(ArticleId{1}), std::vector{comment});
  EXPECT_EQ(run(comments().find(comment.article, comment.id)).value(), comment);
}

TEST_P(CommentStoreContract, KeepsALongBody) {
  auto comment = sample_comment(1, ArticleId{1}, UserId{2});
  comment.body = std::string(kMaxBodyBytes, 'x');

  ASSERT_EQ(failure(insert(comment)), "");

  EXPECT_EQ(list(ArticleId{1}), std::vector{comment});
}

TEST_P(CommentStoreContract, ListsThoseOfOneArticleById) {
  // Ids decide, also where the times say otherwise or are equal.
  auto newest = sample_comment(30, ArticleId{1}, UserId{1});
  newest.created_at = sample_time(0);
  auto middle = sample_comment(20, ArticleId{1}, UserId{2});
  middle.created_at = sample_time(0);
  const auto oldest = sample_comment(10, ArticleId{1}, UserId{1});
  for (const auto& comment : {newest, oldest, middle, sample_comment(15, ArticleId{2}, UserId{1})}) {
    ASSERT_EQ(failure(insert(comment)), "");
  }

  EXPECT_EQ(list(ArticleId{1}), (std::vector{oldest, middle, newest}));
}

TEST_P(CommentStoreContract, ListsNothingWhereThereIsNothing) {
  EXPECT_TRUE(list(ArticleId{1}).empty());
  EXPECT_TRUE(list(ArticleId{404}).empty());
  EXPECT_EQ(run(comments().find(ArticleId{1}, CommentId{1})).value(), std::nullopt);
}

TEST_P(CommentStoreContract, FindsACommentOnlyUnderItsArticle) {
  ASSERT_EQ(failure(insert(sample_comment(1, ArticleId{1}, UserId{1}))), "");

  EXPECT_EQ(run(comments().find(ArticleId{2}, CommentId{1})).value(), std::nullopt);
}

TEST_P(CommentStoreContract, NeedsAnArticleAndAnAuthor) {
  EXPECT_EQ(failure(insert(sample_comment(1, ArticleId{404}, UserId{1}))), "not_found article");
  EXPECT_EQ(failure(insert(sample_comment(1, ArticleId{1}, UserId{404}))), "not_found profile");
  EXPECT_TRUE(list(ArticleId{1}).empty());
  EXPECT_TRUE(list(ArticleId{404}).empty());
}

TEST_P(CommentStoreContract, RefusesAnIdThatIsTakenUnderAnyArticle) {
  const auto comment = sample_comment(1, ArticleId{1}, UserId{1});
  ASSERT_EQ(failure(insert(comment)), "");

  EXPECT_EQ(failure(insert(sample_comment(1, ArticleId{1}, UserId{2}))), "conflict id");
  EXPECT_EQ(failure(insert(sample_comment(1, ArticleId{2}, UserId{2}))), "conflict id");
  EXPECT_EQ(list(ArticleId{1}), std::vector{comment});
}

TEST_P(CommentStoreContract, RemovesOneComment) {
  const auto kept = sample_comment(2, ArticleId{1}, UserId{1});
  ASSERT_EQ(failure(insert(sample_comment(1, ArticleId{1}, UserId{1}))), "");
  ASSERT_EQ(failure(insert(kept)), "");

  EXPECT_EQ(failure(run(comments().remove(ArticleId{1}, CommentId{1}))), "");

  EXPECT_EQ(list(ArticleId{1}), std::vector{kept});
  EXPECT_EQ(failure(run(comments().remove(ArticleId{1}, CommentId{1}))), "not_found comment");
}

TEST_P(CommentStoreContract, RemovesACommentOnlyUnderItsArticle) {
  const auto comment = sample_comment(1, ArticleId{1}, UserId{1});
  ASSERT_EQ(failure(insert(comment)), "");

  EXPECT_EQ(failure(run(comments().remove(ArticleId{2}, CommentId{1}))), "not_found comment");
  EXPECT_EQ(list(ArticleId{1}), std::vector{comment});
}

TEST_P(CommentStoreContract, LosesTheCommentsOfARemovedArticle) {
  const auto elsewhere = sample_comment(2, ArticleId{2}, UserId{2});
  ASSERT_EQ(failure(insert(sample_comment(1, ArticleId{1}, UserId{2}))), "");
  ASSERT_EQ(failure(insert(elsewhere)), "");

  ASSERT_EQ(failure(run(articles().remove(ArticleId{1}))), "");

  EXPECT_TRUE(list(ArticleId{1}).empty());
  EXPECT_EQ(run(comments().find(ArticleId{1}, CommentId{1})).value(), std::nullopt);
  EXPECT_EQ(failure(run(comments().remove(ArticleId{1}, CommentId{1}))), "not_found comment");
  EXPECT_EQ(list(ArticleId{2}), std::vector{elsewhere});
}

TEST_P(CommentStoreContract, LeavesNoCommentBehindWhenTheArticleGoesMeanwhile) {
  const auto results = run_in_parallel(40, [&](std::size_t i) {
    return i == 20 ? articles().remove(ArticleId{1})
                   : comments().insert(sample_comment(static_cast<std::int64_t>(i) + 1, ArticleId{1}, UserId{2}));
  });

  EXPECT_EQ(failure(results[20]), "");
  EXPECT_EQ(std::ranges::count(results, "", &failure<void>) +
                std::ranges::count(results, "not_found article", &failure<void>),
            40);
  EXPECT_TRUE(list(ArticleId{1}).empty());
}

TEST_P(CommentStoreContract, RemovesACommentForOneOfManyWhoAsk) {
  ASSERT_EQ(failure(insert(sample_comment(1, ArticleId{1}, UserId{1}))), "");

  const auto results = run_in_parallel(10, [&](std::size_t) { return comments().remove(ArticleId{1}, CommentId{1}); });

  EXPECT_EQ(std::ranges::count(results, "", &failure<void>), 1);
  EXPECT_EQ(std::ranges::count(results, "not_found comment", &failure<void>), 9);
}

}  // namespace
}  // namespace conduit::comments
