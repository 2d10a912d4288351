#include "platform/http/router.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace conduit::http {
namespace {

Handler nothing() {
  return [](const Request&) -> Task<Response> { co_return no_content(); };
}

class RouterTest : public testing::Test {
 protected:
  void SetUp() override {
    router.add(Method::get, "/", Auth::none, nothing());
    router.add(Method::get, "/api/articles", Auth::optional, nothing());
    router.add(Method::post, "/api/articles", Auth::required, nothing());
    router.add(Method::get, "/api/articles/feed", Auth::required, nothing());
    router.add(Method::get, "/api/articles/{slug}", Auth::optional, nothing());
    router.add(Method::del, "/api/articles/{slug}", Auth::required, nothing());
    router.add(Method::get, "/api/articles/{slug}/comments", Auth::optional, nothing());
    router.add(Method::get, "/files/{path...}", Auth::none, nothing());
  }

  std::string pattern(std::string_view path, Method method = Method::get) {
    const auto match = router.find(method, path).value();
    return match.route == nullptr ? "none" : match.route->pattern;
  }

  Router router;
};

TEST_F(RouterTest, PrefersALiteralSegment) {
  EXPECT_EQ(pattern("/api/articles/feed"), "/api/articles/feed");
  EXPECT_EQ(pattern("/api/articles/feeds"), "/api/articles/{slug}");
}

TEST_F(RouterTest, GoesBackToAParameterWhenTheLiteralEndsNowhere) {
  EXPECT_EQ(pattern("/api/articles/feed/comments"), "/api/articles/{slug}/comments");
  EXPECT_EQ(router.find(Method::get, "/api/articles/feed/comments")->parameters[0], "feed");
}

TEST_F(RouterTest, DecodesParametersAfterSplitting) {
  EXPECT_EQ(router.find(Method::get, "/api/articles/a%2Fb")->parameters[0], "a/b");
}

TEST_F(RouterTest, NamesTheMethodsOfAPathThatHasNotThisOne) {
  EXPECT_EQ(router.find(Method::put, "/api/articles")->allow, "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(router.find(Method::other, "/api/articles/x")->allow, "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(router.find(Method::get, "/api/nothing")->allow, "");
}

TEST_F(RouterTest, AnswersHeadWithTheRouteOfGet) { EXPECT_EQ(pattern("/api/articles", Method::head), "/api/articles"); }

TEST_F(RouterTest, FindsNothingForEmptySegments) {
  EXPECT_EQ(pattern("/api/articles/"), "none");
  EXPECT_EQ(pattern("//api/articles"), "none");
  EXPECT_EQ(pattern("/api//articles"), "none");
  EXPECT_EQ(pattern("api/articles"), "none");
}

TEST_F(RouterTest, TakesTheRestOfAPath) {
  EXPECT_EQ(pattern("/files/a/b/c.js"), "/files/{path...}");
  EXPECT_EQ(router.find(Method::get, "/files/a/b%20c.js")->parameters[0], "a/b c.js");
  EXPECT_EQ(pattern("/files"), "none");
}

TEST_F(RouterTest, RefusesNoMethodWhereARestMayBeNothing) {
  EXPECT_EQ(router.find(Method::post, "/files/a")->route, nullptr);
  EXPECT_EQ(router.find(Method::post, "/files/a")->allow, "");
}

TEST_F(RouterTest, RefusesBrokenEscapes) { EXPECT_FALSE(router.find(Method::get, "/api/articles/%zz")); }

TEST_F(RouterTest, RefusesTheSameRouteTwice) {
  EXPECT_THROW(router.add(Method::get, "/api/articles/{other}", Auth::none, nothing()), std::logic_error);
}

}  // namespace
}  // namespace conduit::http
