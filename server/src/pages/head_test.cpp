#include "pages/head.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace conduit::pages {
namespace {

using namespace std::chrono_literals;

const Site kSite{"https://blog.example", Indexing::allowed};
constexpr Timestamp kPublished{std::chrono::sys_days{std::chrono::January / 31 / 2026}};

TEST(HeadHtml, IntroducesAnArticle) {
  const Head head{.title = "Tea",
                  .description = "How to make it",
                  .canonical_path = "/article/tea",
                  .picture_url = "https://pictures.example/tea.jpg",
                  .picture_size = PictureSize::large,
                  .article = ArticleFacts{.published = kPublished,
                                          .modified = kPublished + 1h,
                                          .author_path = "/profile/ann",
                                          .tags = {"drinks", "leaves"}},
                  .feeds = {{"Conduit", "/feed.atom"}},
                  .structured_data = R"({"@type":"BlogPosting"})"};
  EXPECT_EQ(head_html(kSite, head), R"(<title>Tea — Conduit</title>
    <meta name="description" content="How to make it">
    <link rel="canonical" href="https://blog.example/article/tea">
    <meta property="og:site_name" content="Conduit">
    <meta property="og:type" content="article">
    <meta property="og:title" content="Tea">
    <meta property="og:description" content="How to make it">
    <meta property="og:url" content="https://blog.example/article/tea">
    <meta property="og:image" content="https://pictures.example/tea.jpg">
    <meta property="article:published_time" content="2026-01-31T00:00:00.000Z">
    <meta property="article:modified_time" content="2026-01-31T01:00:00.000Z">
    <meta property="article:author" content="https://blog.example/profile/ann">
    <meta property="article:tag" content="drinks">
    <meta property="article:tag" content="leaves">
    <meta name="twitter:card" content="summary_large_image">
    <meta name="twitter:title" content="Tea">
    <meta name="twitter:description" content="How to make it">
    <meta name="twitter:image" content="https://pictures.example/tea.jpg">
    <link rel="alternate" type="application/atom+xml" title="Conduit" href="https://blog.example/feed.atom">
    <script type="application/ld+json">{"@type":"BlogPosting"}</script>)");
}

TEST(HeadHtml, IntroducesAPageOfAList) {
  const Head head{.title = "",
                  .description = "Articles",
                  .canonical_path = "/?page=2",
                  .previous_path = "/",
                  .next_path = "/?page=3"};
  EXPECT_EQ(head_html(kSite, head), R"(<title>Conduit — A place to share your knowledge</title>
    <meta name="description" content="Articles">
    <link rel="canonical" href="https://blog.example/?page=2">
    <link rel="prev" href="https://blog.example/">
    <link rel="next" href="https://blog.example/?page=3">
    <meta property="og:site_name" content="Conduit">
    <meta property="og:type" content="website">
    <meta property="og:title" content="Conduit">
    <meta property="og:description" content="Articles">
    <meta property="og:url" content="https://blog.example/?page=2">
    <meta name="twitter:card" content="summary">
    <meta name="twitter:title" content="Conduit">
    <meta name="twitter:description" content="Articles">)");
}

TEST(HeadHtml, IntroducesAUser) {
  const Head head{.title = "ann",
                  .description = "Ann's",
                  .canonical_path = "/profile/ann",
                  .picture_url = "https://x.example/ann.png",
                  .profile = ProfileFacts{.username = "ann"}};
  const auto html = head_html(kSite, head);
  EXPECT_TRUE(html.contains(R"(<meta property="og:type" content="profile">)"));
  EXPECT_TRUE(html.contains(R"(<meta property="profile:username" content="ann">)"));
  EXPECT_TRUE(html.contains(R"(<meta name="twitter:card" content="summary">)"));
}

TEST(HeadHtml, KeepsUnlistedPagesOutOfSearch) {
  EXPECT_EQ(head_html(kSite, unlisted_head("Sign in")), R"(<title>Sign in — Conduit</title>
    <meta name="robots" content="noindex">)");
}

TEST(HeadHtml, EscapesEverything) {
  const std::string hostile = R"("><script>alert('1')</script>&)";
  const Head head{
      .title = hostile,
      .description = hostile,
      .canonical_path = "/article/x",
      .article =
          ArticleFacts{
              .published = kPublished, .modified = kPublished, .author_path = "/profile/ann", .tags = {hostile}},
      .profile = ProfileFacts{.username = hostile},
      .feeds = {{hostile, "/feed.atom"}},
      .structured_data = R"({"headline":"</script><script>alert(1)</script>"})"};
  const auto html = head_html(kSite, head);
  const std::string escaped = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;";
  EXPECT_TRUE(html.starts_with("<title>" + escaped + " — Conduit</title>"));
  EXPECT_TRUE(html.contains(R"(<meta name="description" content=")" + escaped + "\">"));
  EXPECT_TRUE(html.contains(R"(<meta property="article:tag" content=")" + escaped + "\">"));
  EXPECT_FALSE(html.contains(hostile));
  EXPECT_FALSE(html.contains("<script>"));
  EXPECT_TRUE(html.ends_with(R"({"headline":"\u003c/script>\u003cscript>alert(1)\u003c/script>"}</script>)"));
}

}  // namespace
}  // namespace conduit::pages
