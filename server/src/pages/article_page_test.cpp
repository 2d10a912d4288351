#include "pages/article_page.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

const Site kSite{"https://blog.example", Indexing::allowed};
constexpr UserId kAnn{1};
constexpr UserId kBob{2};
constexpr std::string_view kHostile = "\"><script>alert(1)</script>&";
constexpr std::string_view kHostileEscaped = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;";

profiles::Profile user(UserId id, std::string name, std::optional<std::string> image = {}) {
  return {.id = id, .username = std::move(name), .bio = {}, .image = std::move(image)};
}

ArticlePage page_with(std::string_view body_html) {
  ArticlePage page{.view = {.article = {}, .author = user(kAnn, "ann")},
                   .body_html = std::make_shared<const std::string>(body_html),
                   .comments = {}};
  auto& article = page.view.article;
  article.slug = "tea";
  article.title = "Tea";
  article.description = "How to make it";
  article.author = kAnn;
  article.created_at = article.updated_at = Timestamp{std::chrono::sys_days{std::chrono::January / 31 / 2026}};
  article.tags = {"drinks"};
  return page;
}

void add_comment(ArticlePage& page, std::int64_t id, std::string body) {
  page.comments.authors.emplace(kBob, user(kBob, "bob"));
  page.comments_html.push_back(std::make_shared<const std::string>("<p>" + body + "</p>"));
  page.comments.comments.push_back({.id = CommentId{id},
                                    .article = {},
                                    .author = kBob,
                                    .body = std::move(body),
                                    .created_at = page.view.article.created_at,
                                    .updated_at = page.view.article.created_at});
}

TEST(ArticleHead, ShowsThePictureOfTheText) {
  auto page =
      page_with(R"(<p>x</p><p><img src="https://x.example/a.jpg?a=1&amp;b=2" alt="A" /></p><img src="/b.png" />)");
  page.view.author.image = "https://x.example/ann.png";
  const auto head = article_head(kSite, page);
  EXPECT_EQ(head.picture_url, "https://x.example/a.jpg?a=1&b=2");
  EXPECT_EQ(head.picture_size, PictureSize::large);
}

TEST(ArticleHead, ShowsTheAuthorWhereTheTextHasNoPicture) {
  auto page = page_with("<p>&lt;img src=\"https://x.example/a.jpg\"&gt;</p>");
  page.view.author.image = "/avatars/ann.svg";
  const auto head = article_head(kSite, page);
  EXPECT_EQ(head.picture_url, "https://blog.example/avatars/ann.svg");
  EXPECT_EQ(head.picture_size, PictureSize::small);
}

TEST(ArticleHead, ShowsNoPictureThatIsNone) {
  for (const auto* const html : {"<p>x</p>", R"(<img src="" />)", "<img src=\"javascript:alert(1)\" />"}) {
    auto page = page_with(html);
    page.view.author.image = "x.jpg\"onerror=\"alert(1)";
    EXPECT_EQ(article_head(kSite, page).picture_url, std::nullopt);
  }
}

TEST(ArticleHead, TellsWhereAndWhoseItIs) {
  const auto head = article_head(kSite, page_with("<p>x</p>"));
  EXPECT_EQ(head.title, "Tea");
  EXPECT_EQ(head.canonical_path, "/article/tea");
  EXPECT_EQ(head.article->author_path, "/profile/ann");
  EXPECT_EQ(head.article->tags, std::vector<std::string>{"drinks"});
  ASSERT_EQ(head.feeds.size(), 2);
  EXPECT_EQ(head.feeds[0].path, "/profile/ann/feed.atom");
  EXPECT_EQ(head.feeds[1].path, "/feed.atom");
}

TEST(ArticleHead, HasStructuredData) {
  EXPECT_EQ(article_head(kSite, page_with("<p>x</p>")).structured_data,
            R"({"@context":"https://schema.org","@type":"BlogPosting","headline":"Tea","description":"How to make it",)"
            R"("datePublished":"2026-01-31T00:00:00.000Z","dateModified":"2026-01-31T00:00:00.000Z",)"
            R"("url":"https://blog.example/article/tea","mainEntityOfPage":"https://blog.example/article/tea",)"
            R"("author":{"@type":"Person","name":"ann","url":"https://blog.example/profile/ann"},)"
            R"("publisher":{"@type":"Organization","name":"Conduit","url":"https://blog.example/"},)"
            R"("keywords":["drinks"]})");
}

TEST(ArticleContent, ShowsTheTextAndWhoWroteItWhen) {
  const auto html = article_content(page_with("<p>Boil <em>water</em>.</p>"));
  EXPECT_TRUE(html.contains(R"(<h1 dir="auto">Tea</h1>)"));
  EXPECT_TRUE(html.contains(R"(<div class="prose article-content" dir="auto"><p>Boil <em>water</em>.</p></div>)"));
  EXPECT_TRUE(html.contains(R"(<a class="author" dir="auto" href="/profile/ann">ann</a>)"));
  EXPECT_TRUE(html.contains(R"(<time class="date" datetime="2026-01-31T00:00:00.000Z">January 31, 2026</time>)"));
  EXPECT_TRUE(html.contains(R"(<a class="tag-default" dir="auto" href="/tag/drinks">drinks</a>)"));
}

TEST(ArticleContent, ShowsTheNewestCommentFirst) {
  auto page = page_with("");
  add_comment(page, 1, "older");
  add_comment(page, 2, "newer");
  const auto html = article_content(page);
  EXPECT_LT(html.find("<p>newer</p>"), html.find("<p>older</p>"));
  EXPECT_TRUE(html.contains(R"(href="/profile/bob">bob</a>)"));
  EXPECT_FALSE(html.contains("not shown"));
}

TEST(ArticleContent, SaysThatCommentsAreLeftOut) {
  auto page = page_with("");
  page.comments_left_out = 7;
  EXPECT_TRUE(article_content(page).contains("7 older comments are not shown."));
}

TEST(ArticleContent, EscapesEverythingButTheText) {
  auto page = page_with("");
  page.view.article.title = page.view.article.description = kHostile;
  page.view.article.tags = {std::string{kHostile}};
  page.view.author.username = kHostile;
  page.view.author.image = "x.jpg\"onerror=\"alert(1)";
  const auto html = article_content(page);
  EXPECT_FALSE(html.contains("<script"));
  EXPECT_FALSE(html.contains("onerror"));
  EXPECT_TRUE(html.contains("<h1 dir=\"auto\">" + std::string{kHostileEscaped} + "</h1>"));
  EXPECT_TRUE(html.contains(R"(src="/default-avatar.svg")"));
}

TEST(Comments, AreLeftOutWhenThereAreTooMany) {
  auto page = page_with("");
  for (std::int64_t id = 1; id <= 203; ++id) {
    add_comment(page, id, "x");
  }
  EXPECT_EQ(leave_out_old_comments(page.comments), 3);
  EXPECT_EQ(page.comments.comments.size(), 200);
  EXPECT_EQ(page.comments.comments.front().id, CommentId{4});
}

TEST(Comments, AreLeftOutWhenTheyAreTooLong) {
  auto page = page_with("");
  for (std::int64_t id = 1; id <= 5; ++id) {
    add_comment(page, id, std::string(comments::kMaxBodyBytes, 'x'));
  }
  EXPECT_EQ(leave_out_old_comments(page.comments), 1);
  EXPECT_EQ(page.comments.comments.front().id, CommentId{2});
}

TEST(Comments, StayWhenTheyFit) {
  auto page = page_with("");
  EXPECT_EQ(leave_out_old_comments(page.comments), 0);
  add_comment(page, 1, "x");
  EXPECT_EQ(leave_out_old_comments(page.comments), 0);
  EXPECT_EQ(page.comments.comments.size(), 1);
}

}  // namespace
}  // namespace conduit::pages
