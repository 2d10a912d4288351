#include "pages/website_http.hpp"

#include "articles/article_topics.hpp"
#include "articles/articles_test_support.hpp"
#include "base/task_test_support.hpp"
#include "base/temporary_directory_test_support.hpp"
#include "comments/comment_store_test_support.hpp"
#include "comments/comment_topics.hpp"
#include "pages/sitemap.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/http/url.hpp"
#include "users/user_topics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

constexpr ArticleId kTea{17};

/// Articles with former slugs, that can also be out of reach.
class ArticleStoreWithFaults final : public articles::FakeArticleStore {
 public:
  Task<std::optional<articles::Article>> find_by_slug(std::string_view slug) override {
    if (down) {
      co_return std::unexpected(unavailable("the store is away"));
    }
    co_return co_await FakeArticleStore::find_by_slug(slug);
  }
  Task<std::optional<std::string>> current_slug_of(std::string_view former) override {
    co_return former == "old-tea" ? std::optional<std::string>{"tea"} : std::nullopt;
  }

  bool down = false;
};

class WebsiteTest : public testing::Test, protected articles::ArticlesWorld {
 protected:
  WebsiteTest() {
    articles::Article tea;
    tea.id = kTea;
    tea.slug = "tea";
    tea.title = "Tea & <toast>";
    tea.description = "How to make it";
    tea.body = "Boil *water*.";
    tea.author = kAnn;
    store.articles.push_back(tea);
    write("index.html", "<!--head--><!--/head-->|<!--content-->|<!--data-->");
    write("favicon.svg", "<svg/>");
    write("assets/app-1.js", "1");
  }

  void write(const std::string& name, std::string_view content) {
    std::filesystem::create_directories(std::filesystem::path{client_directory.file(name)}.parent_path());
    std::ofstream{client_directory.file(name)} << content;
  }

  Result<http::Response> get(std::string_view target) {
    if (!website) {
      website.emplace(
          WebClient::load(client_directory.file("")).value(), Site{"https://blog.example", Indexing::allowed},
          Content{.articles = site_articles, .profiles = profiles, .comments = comments, .renderer = renderer});
      website->add_routes(router);
    }
    http::Request request;
    request.target = target;
    request.raw_path = target.substr(0, target.find('?'));
    auto match = router.find(http::Method::get, request.raw_path).value();
    request.path = std::move(match.parameters);
    if (request.raw_path != target) {
      request.query = http::parse_query(target.substr(request.raw_path.size() + 1)).value();
    }
    return run(match.route->handler(request));
  }

  static std::string header(const http::Response& response, std::string_view name) {
    const auto found = std::ranges::find(response.headers, name, [](const auto& field) { return field.first; });
    return found == response.headers.end() ? "" : found->second;
  }

  TemporaryDirectory client_directory;
  ArticleStoreWithFaults store;
  articles::Articles site_articles{store, profiles, ids, clock};
  comments::FakeCommentStore comment_store;
  comments::Comments comments{comment_store, site_articles, profiles, ids, clock};
  async::BlockingPool pool{"render", {.threads = 1, .queue = 8}};
  markdown::Renderer renderer{pool, 1024};
  std::optional<Website> website;
  http::Router router;
};

TEST_F(WebsiteTest, ServesAnArticleWithHeadContentAndData) {
  const auto page = get("/article/tea?ref=x").value();

  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(page.body.contains("<title>Tea &amp; &lt;toast&gt; — Conduit</title>"));
  EXPECT_TRUE(page.body.contains(R"(<link rel="canonical" href="https://blog.example/article/tea">)"));
  EXPECT_TRUE(page.body.contains("<p>Boil <em>water</em>.</p>"));
  EXPECT_TRUE(page.body.contains(R"(id="initial-data">{"path":"/article/tea?ref=x","article":{"slug":"tea")"));
  EXPECT_TRUE(page.body.contains(R"("comments":[]})"));
}

TEST_F(WebsiteTest, KeepsAnArticleUntilSomethingOfItChanges) {
  const auto page = get("/article/tea").value();

  EXPECT_EQ(page.caching, http::Caching::shared);
  EXPECT_EQ(page.topics, (http::Topics{articles::article_topic(kTea), users::account_topic(kAnn),
                                       comments::comments_topic(kTea), users::public_profiles_topic()}));
}

TEST_F(WebsiteTest, KeepsListsUntilSomethingOfThemChanges) {
  const http::Topics any_list{articles::article_lists_topic(), users::public_profiles_topic()};
  const auto with = [&any_list](cache::Topic topic) {
    auto topics = any_list;
    topics.push_back(topic);
    return topics;
  };
  EXPECT_EQ(get("/")->topics, with(articles::tags_topic()));
  EXPECT_EQ(get("/tag/x")->topics, with(articles::tags_topic()));
  EXPECT_EQ(get("/profile/ann")->topics, with(users::account_topic(kAnn)));
  EXPECT_EQ(get("/profile/ann/favorites")->topics, with(users::account_topic(kAnn)));
  for (const auto* const path : {"/", "/tag/x", "/profile/ann", "/profile/ann/favorites"}) {
    EXPECT_EQ(get(path)->caching, http::Caching::shared) << path;
  }
}

TEST_F(WebsiteTest, AsksForThePageThatTheAddressNames) {
  EXPECT_TRUE(get("/")->body.contains(R"("articles":{"articles":[{"slug":"tea")"));
  EXPECT_TRUE(get("/?page=2")->body.contains(R"("articles":{"articles":[],"articlesCount":1)"));
  // The last one counts, and what is no number is the first page.
  EXPECT_TRUE(get("/?page=2&page=1")->body.contains(R"([{"slug":"tea")"));
  for (const auto* const target :
       {"/?page=", "/?page=0", "/?page=-1", "/?page=01", "/?page=x", "/?page=1234567", "/?"}) {
    EXPECT_TRUE(get(target)->body.contains(R"([{"slug":"tea")")) << target;
  }
}

TEST_F(WebsiteTest, LeavesOutListsThatAreTheReadersOwnOrTooDeep) {
  for (const auto* const target : {"/?feed=following", "/?feed=following&page=2", "/?page=1002", "/?page=999999"}) {
    const auto page = get(target).value();
    EXPECT_EQ(page.status, 200U) << target;
    EXPECT_FALSE(page.body.contains(R"("articles":)")) << target;
    EXPECT_TRUE(page.body.contains(R"("tags":[])")) << target;
    EXPECT_TRUE(page.body.contains("noindex")) << target;
    EXPECT_TRUE(page.body.contains("||")) << target;
  }
}

TEST_F(WebsiteTest, SaysThatSomethingIsNotThere) {
  for (const auto* const path : {"/article/none", "/profile/nobody", "/profile/nobody/favorites", "/none", "/a/b/c"}) {
    const auto page = get(path).value();
    EXPECT_EQ(page.status, 404U) << path;
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8") << path;
    EXPECT_TRUE(page.body.contains("noindex")) << path;
    EXPECT_TRUE(page.body.contains("<main")) << path;
  }
}

TEST_F(WebsiteTest, ThatSomethingIsNotThereHoldsUntilItIs) {
  EXPECT_EQ(get("/article/none")->topics, (http::Topics{articles::slug_topic("none")}));
  EXPECT_EQ(get("/profile/NOBODY")->topics, (http::Topics{users::username_topic("nobody")}));
}

TEST_F(WebsiteTest, LeadsFromAFormerSlugToTheArticle) {
  const auto redirect = get("/article/old-tea").value();
  EXPECT_EQ(redirect.status, 301U);
  EXPECT_EQ(header(redirect, "Location"), "/article/tea");
  EXPECT_EQ(redirect.caching, http::Caching::none);
}

TEST_F(WebsiteTest, LeadsFromASlashAtTheEndToThePage) {
  EXPECT_EQ(header(get("/login/?next=%2Fx").value(), "Location"), "/login?next=%2Fx");
  EXPECT_EQ(header(get("/article/tea//").value(), "Location"), "/article/tea");
  // Never to another site.
  for (const auto* const target : {"//evil.example/", "/\\evil.example/", "//", "///"}) {
    const auto page = get(target);
    EXPECT_TRUE(!page || header(*page, "Location").empty()) << target;
  }
}

TEST_F(WebsiteTest, ShowsAPageWhenTheStoreIsDown) {
  store.down = true;
  const auto page = get("/article/tea").value();

  EXPECT_EQ(page.status, 503U);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(header(page, "Retry-After"), "1");
  EXPECT_EQ(page.caching, http::Caching::none);
  ASSERT_TRUE(page.cause);
  EXPECT_EQ(page.cause->detail, "the store is away");
}

TEST_F(WebsiteTest, ServesFormsToBeFilledInByTheClient) {
  for (const auto* const path : {"/login", "/register", "/settings", "/editor", "/editor/tea"}) {
    const auto page = get(path).value();
    EXPECT_EQ(page.status, 200U) << path;
    EXPECT_EQ(page.caching, http::Caching::revalidate) << path;
    EXPECT_FALSE(page.etag.empty()) << path;
    EXPECT_TRUE(page.body.ends_with("||")) << path;
    EXPECT_TRUE(page.body.contains("noindex")) << path;
  }
}

TEST_F(WebsiteTest, GuardsEveryPage) {
  for (const auto* const path : {"/", "/article/tea", "/login", "/none", "/index.html"}) {
    const auto page = get(path).value();
    EXPECT_TRUE(header(page, "Content-Security-Policy").starts_with("default-src 'none'; script-src 'self'")) << path;
    EXPECT_EQ(header(page, "Strict-Transport-Security"), "max-age=31536000") << path;
    EXPECT_EQ(header(page, "Cross-Origin-Opener-Policy"), "same-origin") << path;
  }
}

TEST_F(WebsiteTest, ServesFilesAndNeverAPageInTheirPlace) {
  write(".env", "SECRET");
  std::filesystem::create_symlink(client_directory.file(".env"), client_directory.file("link.txt"));
  EXPECT_EQ(get("/favicon.svg")->content_type, "image/svg+xml; charset=utf-8");
  EXPECT_EQ(get("/assets/app-1.js")->caching, http::Caching::immutable);
  for (const auto* const path :
       {"/assets", "/assets/none", "/assets/none-DEAD.js", "/none.js", "/a/b.css", "/.env", "/link.txt"}) {
    ASSERT_FALSE(get(path)) << path;
    EXPECT_EQ(get(path).error().code, ErrorCode::not_found) << path;
  }
}

TEST_F(WebsiteTest, LeavesTheApiToItself) {
  for (const auto* const path : {"/api", "/api/", "/api/none", "/api/articles/a/b/c"}) {
    ASSERT_FALSE(get(path)) << path;
    EXPECT_TRUE(complains(get(path).error(), ErrorCode::not_found, "route")) << path;
  }
  EXPECT_TRUE(get("/apiary"));
}

TEST_F(WebsiteTest, HasFeedsOfEverythingAuthorsAndTags) {
  for (const auto* const path : {"/feed.atom", "/profile/ann/feed.atom", "/tag/x/feed.atom"}) {
    const auto feed = get(path).value();
    EXPECT_EQ(feed.content_type, "application/atom+xml; charset=utf-8") << path;
    EXPECT_EQ(feed.caching, http::Caching::shared) << path;
    EXPECT_TRUE(feed.body.contains("<title>Tea &amp; &lt;toast&gt;</title>")) << path;
    EXPECT_TRUE(feed.body.contains("Boil &lt;em&gt;water&lt;/em&gt;")) << path;
  }
  EXPECT_TRUE(complains(get("/profile/nobody/feed.atom").error(), ErrorCode::not_found, "profile"));
}

TEST_F(WebsiteTest, KeepsFeedsToASize) {
  store.articles.front().body = std::string(307'200, 'x');
  store.articles.push_back(store.articles.front());
  store.articles.back().id = ArticleId{18};
  store.articles.push_back(store.articles.front());
  store.articles.back().id = ArticleId{19};
  store.articles.back().body = "short";
  const auto feed = get("/feed.atom").value();
  // The one that is too much has its description; those behind it have their turn.
  EXPECT_LT(feed.body.size(), 400 * 1024);
  EXPECT_TRUE(feed.body.contains("article/18"));
  EXPECT_TRUE(feed.body.contains("&lt;p&gt;short&lt;/p&gt;"));
}

TEST_F(WebsiteTest, ListsEveryArticleInTheParts) {
  store.articles.clear();
  for (auto id = kSitemapArticles + 1; id > 0; --id) {
    articles::Article article;
    article.id = ArticleId{id};
    article.slug = "a-" + std::to_string(id);
    store.articles.push_back(std::move(article));
  }
  const auto last = part_name({.after = articles::Cursor{.created_at = {}, .id = ArticleId{kSitemapArticles}}});
  const auto index = get("/sitemap.xml").value();
  EXPECT_TRUE(index.body.contains("/sitemap/pages.xml"));
  EXPECT_TRUE(index.body.contains("/sitemap/articles.xml"));
  EXPECT_TRUE(index.body.contains("/sitemap/" + last));

  const auto first_part = get("/sitemap/articles.xml").value();
  EXPECT_TRUE(first_part.body.contains("/article/a-1</loc>"));
  EXPECT_TRUE(first_part.body.contains("/article/a-10000</loc>"));
  EXPECT_FALSE(first_part.body.contains("/article/a-10001</loc>"));
  const auto last_part = get("/sitemap/" + last).value();
  EXPECT_FALSE(last_part.body.contains("/article/a-10000</loc>"));
  EXPECT_TRUE(last_part.body.contains("/article/a-10001</loc>"));
  EXPECT_TRUE(get("/sitemap/pages.xml")->body.contains("<loc>https://blog.example/</loc>"));
  EXPECT_FALSE(get("/sitemap/none.xml"));
}

TEST_F(WebsiteTest, TellsRobotsWhereToLook) {
  EXPECT_EQ(get("/robots.txt")->body,
            "User-agent: *\nDisallow: /api/\nAllow: /api/docs\nDisallow: /editor\nDisallow: /settings\n\n"
            "Sitemap: https://blog.example/sitemap.xml\n");
}

TEST_F(WebsiteTest, TellsRobotsToStayAwayFromTrials) {
  website.emplace(WebClient::load(client_directory.file("")).value(), Site{"http://x", Indexing::forbidden},
                  Content{.articles = site_articles, .profiles = profiles, .comments = comments, .renderer = renderer});
  website->add_routes(router);
  EXPECT_EQ(get("/robots.txt")->body, "User-agent: *\nDisallow: /\n");
  EXPECT_EQ(header(get("/").value(), "Strict-Transport-Security"), "");
}

TEST_F(WebsiteTest, DoesNotStartWithHalfAClient) {
  EXPECT_TRUE(WebClient::load(client_directory.file("")));
  write("index.html", "<!--head--><!--/head-->");
  EXPECT_TRUE(WebClient::load(client_directory.file("")).error().detail.contains("<!--content-->"));
  std::filesystem::remove(client_directory.file("index.html"));
  EXPECT_TRUE(WebClient::load(client_directory.file("")).error().detail.contains("no index.html"));
}

}  // namespace
}  // namespace conduit::pages
