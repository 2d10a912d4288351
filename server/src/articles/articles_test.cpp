#include "articles/articles.hpp"

#include "articles/article.hpp"
#include "articles/articles_test_support.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "base/task_test_support.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conduit::articles {
namespace {

using namespace std::chrono_literals;

class ArticlesTest : public testing::Test, protected ArticlesWorld {
 protected:
  static NewArticle draft(std::string title = "Tea") {
    return {.title = std::move(title), .description = "d", .body = "b", .tags = {"x", "a"}};
  }

  ArticleView created(std::string title = "Tea") { return run(articles.create(ann, draft(std::move(title)))).value(); }

  Result<ArticleView> updated(const std::string& slug, ArticleEdit edit) {
    auto own = run(articles.own(ann, slug));
    return run(articles.update(ann, std::move(own).value(), std::move(edit)));
  }

  static ArticleEdit retitle(std::string title) {
    ArticleEdit edit;
    edit.title = std::move(title);
    return edit;
  }
};

TEST_F(ArticlesTest, CreationSortsTagsAndStartsUnfavorited) {
  const auto view = created();

  EXPECT_EQ(view.article.slug, "tea");
  EXPECT_EQ(view.article.tags, (std::vector<std::string>{"a", "x"}));
  EXPECT_EQ(view.article.created_at, clock.time);
  EXPECT_EQ(view.article.updated_at, clock.time);
  EXPECT_EQ(view.article.favorites_count, 0);
  EXPECT_FALSE(view.favorited);
  EXPECT_EQ(view.author.username, "ann");
}

TEST_F(ArticlesTest, CreationTellsOfAllFieldsAtOnce) {
  const auto refused = run(articles.create(ann, {.title = " ", .description = "", .body = "\u200b", .tags = {}}));

  ASSERT_FALSE(refused);
  const std::vector<FieldError> blank{
      {"title", "can't be blank"}, {"description", "can't be blank"}, {"body", "can't be blank"}};
  EXPECT_EQ(refused.error().fields, blank);
}

TEST_F(ArticlesTest, ATakenSlugGetsASuffix) {
  article_store.failures = {conflict("slug"), conflict("slug")};

  const auto view = created();

  ASSERT_EQ(article_store.slugs_tried.size(), 3U);
  EXPECT_EQ(article_store.slugs_tried[0], "tea");
  EXPECT_TRUE(article_store.slugs_tried[1].starts_with("tea-"));
  EXPECT_NE(article_store.slugs_tried[1], article_store.slugs_tried[2]);
  EXPECT_EQ(view.article.slug, article_store.slugs_tried[2]);
}

TEST_F(ArticlesTest, ATakenIdKeepsTheSlug) {
  article_store.failures = {conflict("id")};

  EXPECT_EQ(created().article.slug, "tea");
}

TEST_F(ArticlesTest, EndlessCollisionsAreOurFault) {
  article_store.failures.assign(100, conflict("slug"));

  const auto refused = run(articles.create(ann, draft()));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::internal);
}

TEST_F(ArticlesTest, AnAuthorWhoIsGoneHasNoToken) {
  article_store.failures = {not_found("profile")};

  const auto refused = run(articles.create(ann, draft()));

  ASSERT_FALSE(refused);
  EXPECT_TRUE(complains(refused.error(), ErrorCode::unauthenticated, "token"));
}

TEST_F(ArticlesTest, OnlyTheAuthorOwnsAnArticle) {
  created();

  const auto others = run(articles.own(bob, "tea"));
  const auto unknown = run(articles.own(bob, "coffee"));

  ASSERT_FALSE(others);
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(complains(others.error(), ErrorCode::forbidden, "article"));
  EXPECT_TRUE(complains(unknown.error(), ErrorCode::not_found, "article"));
  EXPECT_TRUE(run(articles.own(ann, "tea")));
}

TEST_F(ArticlesTest, AnotherTitleBringsAnotherSlug) {
  created();

  const auto view = updated("tea", retitle("Green tea"));

  ASSERT_TRUE(view);
  EXPECT_EQ(view->article.slug, "green-tea");
}

TEST_F(ArticlesTest, TheSameTitleKeepsItsSlug) {
  created();

  const auto view = updated("tea", retitle(" Tea "));

  ASSERT_TRUE(view);
  EXPECT_EQ(view->article.slug, "tea");
  EXPECT_EQ(article_store.updates.at(0).slug, std::nullopt);
}

TEST_F(ArticlesTest, ARenamedArticleTriesSuffixesToo) {
  created();
  article_store.failures = {conflict("slug")};

  const auto view = updated("tea", retitle("Green tea"));

  ASSERT_TRUE(view);
  EXPECT_TRUE(view->article.slug.starts_with("green-tea-"));
}

TEST_F(ArticlesTest, AnEditOfNothingIsARead) {
  const auto before = created();
  clock.time += 1s;

  const auto view = updated("tea", {});

  ASSERT_TRUE(view);
  EXPECT_EQ(view->article, before.article);
  EXPECT_TRUE(article_store.updates.empty());
}

TEST_F(ArticlesTest, AnEmptyTagListRemovesAllAndAnAbsentOneNone) {
  created();
  ArticleEdit body_only;
  body_only.body = "new";
  ArticleEdit no_tags;
  no_tags.tags.emplace();

  const auto kept = updated("tea", body_only);
  const auto removed = updated("tea", no_tags);

  ASSERT_TRUE(kept && removed);
  EXPECT_EQ(kept->article.tags, (std::vector<std::string>{"a", "x"}));
  EXPECT_TRUE(removed->article.tags.empty());
  EXPECT_EQ(removed->article.body, "new");
}

TEST_F(ArticlesTest, FavoritesAreCountedOncePerReader) {
  created();

  const auto first = run(articles.favorite(bob, "tea"));
  const auto second = run(articles.favorite(bob, "tea"));
  const auto undone = run(articles.unfavorite(bob, "tea"));

  ASSERT_TRUE(first && second && undone);
  EXPECT_EQ(second->article.favorites_count, 1);
  EXPECT_TRUE(second->favorited);
  EXPECT_EQ(undone->article.favorites_count, 0);
  EXPECT_FALSE(undone->favorited);
}

TEST_F(ArticlesTest, EachReaderHasTheirOwnFavorites) {
  const std::vector ids{created().article.id};
  ASSERT_TRUE(run(articles.favorite(bob, "tea")));

  EXPECT_EQ(run(articles.favorited_among(bob, ids)), ids);
  EXPECT_EQ(run(articles.favorited_among(ann, ids)), std::vector<ArticleId>{});
  EXPECT_FALSE(run(articles.view("tea"))->favorited);
  EXPECT_TRUE(run(articles.list({}))->favorited.empty());
}

TEST_F(ArticlesTest, APageKnowsWhetherMoreFollows) {
  const auto one = created("One").article;
  const auto two = created("Two").article;
  ListRequest request;

  request.window.limit = 1;
  const auto first = run(articles.list(request));
  request.window.offset = 1;
  const auto last = run(articles.list(request));

  ASSERT_TRUE(first && last);
  EXPECT_EQ(first->articles.size(), 1U);
  EXPECT_EQ(first->total, 2);
  EXPECT_EQ(first->next, (Cursor{.created_at = two.created_at, .id = two.id}));
  EXPECT_EQ(last->articles.at(0).id, one.id);
  EXPECT_EQ(last->next, std::nullopt);
}

TEST_F(ArticlesTest, AnUnknownAuthorOrReaderMatchesNothing) {
  created();
  ListRequest by_author;
  by_author.author = "dora";
  ListRequest by_reader;
  by_reader.favorited_by = "dora";

  for (const auto& request : {by_author, by_reader}) {
    const auto list = run(articles.list(request));

    ASSERT_TRUE(list);
    EXPECT_TRUE(list->articles.empty());
    EXPECT_EQ(list->total, 0);
  }
  EXPECT_TRUE(article_store.filters.empty());
}

TEST_F(ArticlesTest, FiltersAreHandedOnTogether) {
  ListRequest request;
  request.tag = "x";
  request.author = "ANN";
  request.favorited_by = "bob";
  request.text = "tea";

  ASSERT_TRUE(run(articles.list(request)));

  const auto& filter = article_store.filters.at(0);
  EXPECT_EQ(filter.tag, "x");
  EXPECT_EQ(filter.author, kAnn);
  EXPECT_EQ(filter.favorited_by, kBob);
  EXPECT_EQ(filter.text, "tea");
}

}  // namespace
}  // namespace conduit::articles
