#include "articles/articles_http.hpp"

#include "articles/article.hpp"
#include "articles/article_json.hpp"
#include "articles/article_topics.hpp"
#include "articles/articles_test_support.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "base/task_test_support.hpp"
#include "base/viewer.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/json/body.hpp"
#include "platform/markdown/renderer.hpp"
#include "profiles/profile_json.hpp"
#include "users/user_topics.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::articles {
namespace {

class ArticlesHttpTest : public testing::Test, protected ArticlesWorld {
 protected:
  ArticlesHttpTest() {
    handlers.add_routes(router);
    Article tea;
    tea.id = ArticleId{17};
    tea.slug = "tea";
    tea.author = kAnn;
    article_store.articles.push_back(tea);
  }

  Result<http::Response> send(http::Method method, std::string_view path, const std::optional<Viewer>& viewer,
                              std::string_view body = {}) {
    auto match = router.find(method, path).value();
    http::Request request;
    request.method = method;
    request.path = std::move(match.parameters);
    request.viewer = viewer;
    request.body = body;
    return run(match.route->handler(request));
  }

  async::BlockingPool pool{"render", {.threads = 1, .queue = 8}};
  markdown::Renderer renderer{pool, 1024};
  ArticlesHttp handlers{articles, renderer};
  http::Router router;
};

TEST_F(ArticlesHttpTest, WhetherAndWhoseComesBeforeWhatIsWrong) {
  for (const std::string_view body : {"{", R"({"article":{"tagList":null}})", R"({"article":{"title":""}})"}) {
    const auto unknown = send(http::Method::put, "/api/articles/milk", bob, body);
    const auto others = send(http::Method::put, "/api/articles/tea", bob, body);
    const auto own = send(http::Method::put, "/api/articles/tea", ann, body);

    ASSERT_FALSE(unknown || others || own);
    EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
    EXPECT_EQ(others.error().code, ErrorCode::forbidden);
    EXPECT_EQ(own.error().code, body == "{" ? ErrorCode::malformed : ErrorCode::invalid);
  }
}

TEST_F(ArticlesHttpTest, OnlyTheAuthorDeletes) {
  EXPECT_EQ(send(http::Method::del, "/api/articles/tea", bob).error().code, ErrorCode::forbidden);
  EXPECT_EQ(send(http::Method::del, "/api/articles/tea", ann)->status, 204U);
  EXPECT_EQ(send(http::Method::get, "/api/articles/tea", nobody)->status, 404U);
}

TEST_F(ArticlesHttpTest, ReadsAreSharedUntilWhatTheyShowChanges) {
  const auto article = send(http::Method::get, "/api/articles/tea", nobody);
  const auto list = send(http::Method::get, "/api/articles", nobody);
  const auto tags = send(http::Method::get, "/api/tags", nobody);

  ASSERT_TRUE(article && list && tags);
  EXPECT_EQ(article->caching, http::Caching::shared);
  EXPECT_EQ(article->topics, (http::Topics{article_topic(ArticleId{17}), users::account_topic(kAnn)}));
  EXPECT_EQ(list->caching, http::Caching::shared);
  EXPECT_EQ(list->topics, (http::Topics{article_lists_topic(), users::public_profiles_topic()}));
  EXPECT_EQ(tags->caching, http::Caching::shared);
  EXPECT_EQ(tags->topics, (http::Topics{tags_topic()}));
}

TEST_F(ArticlesHttpTest, WhatDependsOnTheReaderIsFlagged) {
  using Flags = std::vector<std::pair<json::ReaderFlag::Kind, std::int64_t>>;
  for (const auto* const path : {"/api/articles/tea", "/api/articles"}) {
    const auto response = send(http::Method::get, path, nobody);

    ASSERT_TRUE(response && response->flags) << path;
    Flags flags;
    for (const auto& flag : *response->flags) {
      flags.emplace_back(flag.kind, flag.id);
      EXPECT_TRUE(response->bytes().substr(flag.offset).starts_with("false"));
    }
    EXPECT_EQ(flags, (Flags{{kFavorited, 17}, {profiles::kFollowing, kAnn.value}})) << path;
  }
}

TEST_F(ArticlesHttpTest, AFeedIsItsReaders) {
  EXPECT_EQ(send(http::Method::get, "/api/articles/feed", bob)->caching, http::Caching::none);
}

TEST_F(ArticlesHttpTest, ThatThereIsNoArticleHoldsUntilThereIs) {
  const auto absent = send(http::Method::get, "/api/articles/milk", nobody);

  ASSERT_TRUE(absent);
  EXPECT_EQ(absent->status, 404U);
  EXPECT_EQ(absent->topics, (http::Topics{slug_topic("milk")}));
}

TEST_F(ArticlesHttpTest, FavoritingAnswersWithTheWholeArticle) {
  const auto added = send(http::Method::post, "/api/articles/tea/favorite", bob);
  const auto removed = send(http::Method::del, "/api/articles/tea/favorite", bob);

  ASSERT_TRUE(added && removed);
  EXPECT_TRUE(added->body.contains(R"("favorited":true,"favoritesCount":1)"));
  EXPECT_TRUE(added->body.contains(R"("bodyHtml":)"));
  EXPECT_TRUE(removed->body.contains(R"("favorited":false,"favoritesCount":0)"));
}

}  // namespace
}  // namespace conduit::articles
