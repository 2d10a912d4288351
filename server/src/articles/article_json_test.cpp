#include "articles/article_json.hpp"

#include "articles/article.hpp"
#include "articles/articles.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "profiles/profile.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <vector>

namespace conduit::articles {
namespace {

constexpr Timestamp kCreated = std::chrono::sys_days{std::chrono::January / 31 / 2026};
constexpr UserId kAnn{1};

ArticleSummary tea_summary() {
  ArticleSummary article;
  article.id = ArticleId{17};
  article.slug = "tea";
  article.title = "Tea";
  article.description = "How to";
  article.tags = {"a", "x"};
  article.author = kAnn;
  article.created_at = kCreated;
  article.updated_at = kCreated + std::chrono::milliseconds{5};
  article.favorites_count = 3;
  return article;
}

Article tea() { return {tea_summary(), "*Hot*"}; }

profiles::Profile ann() { return {.id = kAnn, .username = "ann", .bio = {}, .image = {}, .following = true}; }

TEST(ArticleJson, HasTheContractsKeysInItsOrder) {
  const ArticleView view{.article = tea(), .author = ann(), .favorited = true};

  EXPECT_EQ(article_json(view, "<p><em>Hot</em></p>\n").text,
            R"({"article":{"slug":"tea","title":"Tea","description":"How to","body":"*Hot*",)"
            R"("bodyHtml":"<p><em>Hot</em></p>\n","tagList":["a","x"],"createdAt":"2026-01-31T00:00:00.000Z",)"
            R"("updatedAt":"2026-01-31T00:00:00.005Z","favorited":true,"favoritesCount":3,)"
            R"("author":{"username":"ann","bio":null,"image":null,"following":true}}})");
}

TEST(ArticleJson, ListItemsHaveNoBody) {
  ArticleList list;
  list.articles = {tea_summary()};
  list.authors.emplace(kAnn, ann());
  list.total = 7;

  EXPECT_EQ(article_list_json(list).text,
            R"({"articles":[{"slug":"tea","title":"Tea","description":"How to","tagList":["a","x"],)"
            R"("createdAt":"2026-01-31T00:00:00.000Z","updatedAt":"2026-01-31T00:00:00.005Z","favorited":false,)"
            R"("favoritesCount":3,"author":{"username":"ann","bio":null,"image":null,"following":true}}],)"
            R"("articlesCount":7,"nextCursor":null})");
}

TEST(ArticleJson, APageThatGoesOnCarriesItsCursor) {
  ArticleList list;
  list.next = Cursor{.created_at = kCreated, .id = ArticleId{17}};

  EXPECT_EQ(article_list_json(list).text,
            R"({"articles":[],"articlesCount":0,"nextCursor":")" + to_token(*list.next) + R"("})");
}

TEST(ArticleJson, TagsAreNamesInTheirOrder) {
  const std::vector<TagCount> tags{{.tag = "x", .articles = 2}, {.tag = "a", .articles = 1}};

  EXPECT_EQ(tags_json(tags), R"({"tags":["x","a"]})");
}

TEST(ArticleJson, ANewArticleNeedsNoTags) {
  const auto input = parse_new_article(R"({"article":{"title":"t","description":"d","body":"b"}})");

  ASSERT_TRUE(input);
  EXPECT_TRUE(input->tags.empty());
}

TEST(ArticleJson, TagsMustBeAListOfStringsWhenGiven) {
  for (const auto* const tags : {"null", R"("")", "[null]", "[1]", "{}"}) {
    const auto body = std::string{R"({"article":{"title":"t","description":"d","body":"b","tagList":)"} + tags + "}}";

    const auto created = parse_new_article(body);
    const auto edited = parse_article_edit(body);

    ASSERT_FALSE(created) << tags;
    ASSERT_FALSE(edited) << tags;
    EXPECT_TRUE(complains(created.error(), ErrorCode::invalid, "tagList")) << tags;
    EXPECT_TRUE(complains(edited.error(), ErrorCode::invalid, "tagList")) << tags;
  }
}

TEST(ArticleJson, EditKeepsAnEmptyTagListApartFromNone) {
  const auto none = parse_article_edit(R"({"article":{"slug":"ignored"}})");
  const auto empty = parse_article_edit(R"({"article":{"tagList":[]}})");

  ASSERT_TRUE(none && empty);
  EXPECT_EQ(none->tags, std::nullopt);
  EXPECT_EQ(empty->tags, std::vector<std::string>{});
}

TEST(ArticleJson, EditRefusesNullTexts) {
  const auto refused = parse_article_edit(R"({"article":{"title":null,"description":null,"body":null}})");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.size(), 3U);
}

}  // namespace
}  // namespace conduit::articles
