#include "comments/comments_http.hpp"

#include "articles/article.hpp"
#include "articles/article_topics.hpp"
#include "articles/articles_test_support.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task_test_support.hpp"
#include "base/viewer.hpp"
#include "comments/comment_store_test_support.hpp"
#include "comments/comment_topics.hpp"
#include "comments/comments.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/markdown/renderer.hpp"
#include "profiles/profile_json.hpp"
#include "users/user_topics.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::comments {
namespace {

constexpr ArticleId kTea{17};

class CommentsHttpTest : public testing::Test, protected articles::ArticlesWorld {
 protected:
  CommentsHttpTest() {
    handlers.add_routes(router);
    articles::Article tea;
    tea.id = kTea;
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

  FakeCommentStore comment_store;
  Comments comments{comment_store, articles, profiles, ids, clock};
  async::BlockingPool pool{"render", {.threads = 1, .queue = 8}};
  markdown::Renderer renderer{pool, 1024};
  CommentsHttp handlers{comments, renderer};
  http::Router router;
};

TEST_F(CommentsHttpTest, TheArticleIsLookedForBeforeTheBodyIsRead) {
  const auto unknown = send(http::Method::post, "/api/articles/milk/comments", ann, "{");
  const auto known = send(http::Method::post, "/api/articles/tea/comments", ann, "{");

  ASSERT_FALSE(unknown || known);
  EXPECT_TRUE(complains(unknown.error(), ErrorCode::not_found, "article"));
  EXPECT_EQ(known.error().code, ErrorCode::malformed);
}

TEST_F(CommentsHttpTest, WhatIsNoNumberIsNoComment) {
  for (const std::string id : {"abc", "1x", "1.0", "9223372036854775808", "99999", "-1"}) {
    const auto unknown = send(http::Method::del, "/api/articles/milk/comments/" + id, ann);
    const auto known = send(http::Method::del, "/api/articles/tea/comments/" + id, ann);

    ASSERT_FALSE(unknown || known) << id;
    EXPECT_TRUE(complains(unknown.error(), ErrorCode::not_found, "article")) << id;
    EXPECT_TRUE(complains(known.error(), ErrorCode::not_found, "comment")) << id;
  }
}

TEST_F(CommentsHttpTest, ReadsAreSharedUntilWhatTheyShowChanges) {
  const auto added = send(http::Method::post, "/api/articles/tea/comments", ann, R"({"comment":{"body":"*a*"}})");
  const auto shared = send(http::Method::get, "/api/articles/tea/comments", nobody);

  ASSERT_TRUE(added && shared);
  EXPECT_EQ(added->status, 201U);
  EXPECT_TRUE(shared->body.contains(R"("body":"*a*","bodyHtml":"<p><em>a</em></p>)"));
  EXPECT_EQ(shared->caching, http::Caching::shared);
  EXPECT_EQ(shared->topics,
            (http::Topics{comments_topic(kTea), articles::article_topic(kTea), users::public_profiles_topic()}));
  ASSERT_TRUE(shared->flags);
  EXPECT_EQ(shared->flags->at(0).kind, profiles::kFollowing);
  EXPECT_EQ(shared->flags->at(0).id, ann.id.value);
}

TEST_F(CommentsHttpTest, ThatThereIsNoArticleHoldsUntilThereIs) {
  const auto absent = send(http::Method::get, "/api/articles/milk/comments", nobody);

  ASSERT_TRUE(absent);
  EXPECT_EQ(absent->status, 404U);
  EXPECT_EQ(absent->topics, (http::Topics{articles::slug_topic("milk")}));
}

}  // namespace
}  // namespace conduit::comments
