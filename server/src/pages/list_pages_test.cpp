#include "pages/fragments.hpp"
#include "pages/home_page.hpp"
#include "pages/profile_page.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

const Site kSite{"https://blog.example", Indexing::allowed};
constexpr UserId kAnn{1};
constexpr std::string_view kHostile = "\"><script>alert(1)</script>&";

ListPage list(std::string base_path, std::int64_t number, std::int64_t total, std::string_view text = "Tea") {
  ListPage page{.base_path = std::move(base_path), .number = number, .list = {}};
  page.list.total = total;
  const auto shown = std::min(kArticlesPerPage, total - (number - 1) * kArticlesPerPage);
  for (std::int64_t i = 0; i < shown; ++i) {
    articles::ArticleSummary article;
    article.slug = "tea-" + std::to_string(i);
    article.title = article.description = text;
    article.tags = {std::string{text}};
    article.author = kAnn;
    page.list.articles.push_back(std::move(article));
  }
  page.list.authors.emplace(kAnn, profiles::Profile{.id = kAnn, .username = std::string{text}, .bio = {}, .image = {}});
  return page;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++times;
  }
  return times;
}

TEST(ListPage, KnowsItsNeighbours) {
  EXPECT_FALSE(list("/", 1, 10).has_next());
  EXPECT_TRUE(list("/", 1, 11).has_next());
  EXPECT_FALSE(list("/", 1, 11).has_previous());
  EXPECT_TRUE(list("/", 2, 11).has_previous());
  EXPECT_FALSE(list("/", 2, 11).has_next());
  // What the API would refuse is linked from nowhere.
  EXPECT_TRUE(list("/", 1000, 20'000).has_next());
  EXPECT_FALSE(list("/", 1001, 20'000).has_next());
}

TEST(HomeHead, IsTheSites) {
  const auto head = home_head({.tag = {}, .list = list("/", 1, 11), .tags = {}});
  EXPECT_EQ(head.title, "");
  EXPECT_EQ(head.canonical_path, "/");
  EXPECT_EQ(head.previous_path, std::nullopt);
  EXPECT_EQ(head.next_path, "/?page=2");
  ASSERT_EQ(head.feeds.size(), 1);
  EXPECT_EQ(head.feeds[0].path, "/feed.atom");
}

TEST(HomeHead, OfALaterPageHasItsNumber) {
  const auto head = home_head({.tag = {}, .list = list("/", 2, 30), .tags = {}});
  EXPECT_EQ(head.title, "Articles, page 2");
  EXPECT_EQ(head.canonical_path, "/?page=2");
  EXPECT_EQ(head.previous_path, "/");
  EXPECT_EQ(head.next_path, "/?page=3");
}

TEST(HomeHead, OfATagHasItsFeedToo) {
  const auto head = home_head({.tag = "c#", .list = list("/tag/c%23", 2, 30), .tags = {}});
  EXPECT_EQ(head.title, "#c#, page 2");
  EXPECT_EQ(head.canonical_path, "/tag/c%23?page=2");
  EXPECT_EQ(head.previous_path, "/tag/c%23");
  ASSERT_EQ(head.feeds.size(), 2);
  EXPECT_EQ(head.feeds[0].path, "/tag/c%23/feed.atom");
}

TEST(HomeHead, LeavesOutOfSearchWhatShowsNothing) {
  EXPECT_EQ(home_head({.tag = "none", .list = list("/tag/none", 1, 0), .tags = {}}).canonical_path, "");
  EXPECT_EQ(home_head({.tag = {}, .list = list("/", 9, 0), .tags = {}}).canonical_path, "");
  EXPECT_EQ(home_head({.tag = {}, .list = {}, .tags = {}}).canonical_path, "");
  EXPECT_EQ(home_head({.tag = {}, .list = list("/", 1, 0), .tags = {}}).canonical_path, "/");
}

TEST(HomeContent, ListsArticlesTagsAndNeighbours) {
  const auto html = home_content({.tag = {}, .list = list("/", 2, 25), .tags = {{"c++", 2}, {"tea", 1}}});
  EXPECT_EQ(count(html, R"(<article class="article-preview">)"), 10);
  EXPECT_TRUE(html.contains(R"(href="/article/tea-9")"));
  EXPECT_TRUE(html.contains(R"(<a class="tag-pill tag-default" dir="auto" href="/tag/c%2B%2B">c++</a>)"));
  EXPECT_TRUE(html.contains(R"(rel="prev" href="/">Newer</a>)"));
  EXPECT_TRUE(html.contains(R"(rel="next" href="/?page=3">Older</a>)"));
}

TEST(HomeContent, IsLeftToTheClientWithoutAList) { EXPECT_EQ(home_content({.tag = {}, .list = {}, .tags = {}}), ""); }

TEST(HomeContent, EscapesEverything) {
  const std::string hostile{kHostile};
  const auto html = home_content({.tag = hostile, .list = list("/tag/x", 1, 1, kHostile), .tags = {{hostile, 1}}});
  EXPECT_FALSE(html.contains("<script"));
  EXPECT_FALSE(html.contains(hostile));
}

TEST(HomeContent, ShowsOnlySoManyTags) {
  HomePage page{.tag = {}, .list = list("/", 1, 1), .tags = {}};
  page.tags.resize(kMaxTagsShown + 1, {.tag = "t", .articles = 1});
  EXPECT_EQ(count(home_content(page), "tag-pill"), kMaxTagsShown);
}

TEST(ProfileHead, IsTheUsers) {
  ProfilePage page{.profile = {.id = kAnn, .username = "ann", .bio = "Tea\nlover", .image = "/avatars/ann.svg"},
                   .list = list("/profile/ann", 1, 0)};
  auto head = profile_head(kSite, page);
  EXPECT_EQ(head.title, "ann");
  EXPECT_EQ(head.description, "Tea lover");
  EXPECT_EQ(head.canonical_path, "/profile/ann");
  EXPECT_EQ(head.picture_url, "https://blog.example/avatars/ann.svg");
  ASSERT_EQ(head.feeds.size(), 1);
  EXPECT_EQ(head.feeds[0].path, "/profile/ann/feed.atom");

  page.profile.bio.reset();
  EXPECT_EQ(profile_head(kSite, page).description, "Articles by ann on Conduit.");
  page.tab = ProfileTab::favorites;
  EXPECT_EQ(profile_head(kSite, page).title, "Favourites of ann");
  EXPECT_EQ(profile_head(kSite, page).description, "Articles on Conduit that ann likes.");
}

TEST(ProfileHead, LeavesOutOfSearchWhatShowsNothing) {
  ProfilePage page{.profile = {.id = kAnn, .username = "ann", .bio = {}, .image = {}}, .list = list("/x", 2, 0)};
  EXPECT_EQ(profile_head(kSite, page).canonical_path, "");
  page.list.reset();
  EXPECT_EQ(profile_head(kSite, page).canonical_path, "");
}

TEST(ProfileContent, EscapesEverything) {
  const std::string hostile{kHostile};
  const auto html = profile_content({.profile = {.id = kAnn, .username = hostile, .bio = hostile, .image = hostile},
                                     .list = list("/profile/x", 1, 1, kHostile)});
  EXPECT_FALSE(html.contains("<script"));
  EXPECT_FALSE(html.contains(hostile));
  EXPECT_TRUE(html.contains(R"(<img class="user-img" alt="" width="100" height="100" src="/default-avatar.svg">)"));
}

TEST(ProfileContent, ShowsNothingForNoBio) {
  const auto html = profile_content(
      {.profile = {.id = kAnn, .username = "ann", .bio = {}, .image = {}}, .list = list("/profile/ann", 1, 0)});
  EXPECT_TRUE(html.contains(R"(<p dir="auto"></p>)"));
  EXPECT_TRUE(html.contains("No articles are here"));
}

}  // namespace
}  // namespace conduit::pages
