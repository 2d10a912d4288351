#include "pages/site.hpp"

#include "pages/links_http.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

TEST(Site, KnowsItsAddress) {
  const Site site{"https://blog.example:8443", Indexing::allowed};
  EXPECT_EQ(site.url("/article/x"), "https://blog.example:8443/article/x");
  EXPECT_TRUE(site.is_https());
  EXPECT_FALSE((Site{"http://localhost:8080", Indexing::allowed}.is_https()));
}

TEST(Site, KnowsItsHost) {
  for (const auto& [url, host] : {std::pair{"https://blog.example", "blog.example"},
                                  {"https://blog.example:8443", "blog.example"},
                                  {"http://localhost:8080/base", "localhost"},
                                  {"http://[::1]:8080", "[::1]"},
                                  {"http://[::1]", "[::1]"}}) {
    EXPECT_EQ((Site{url, Indexing::allowed}.host()), host);
  }
}

TEST(WebPicture, IsAnAddressThatABrowserCanLoad) {
  for (const std::string_view picture : {"https://example.com/x.png", "http://example.com/x.png?a=1&b=2",
                                         "HTTPS://EXAMPLE.COM/x", "https://例え.jp/絵.png", "/avatars/ann.svg", "/"}) {
    EXPECT_TRUE(is_web_picture(picture)) << picture;
  }
}

TEST(WebPicture, IsNothingElse) {
  for (const std::string_view picture : {"",
                                         "x.png",
                                         "javascript:alert(1)",
                                         "JaVaScRiPt:alert(1)",
                                         " javascript:alert(1)",
                                         "data:text/html,x",
                                         "data:image/png;base64,x",
                                         "vbscript:x",
                                         "file:///etc/passwd",
                                         "//evil.example/x.png",
                                         "/\\evil.example/x.png",
                                         "https:",
                                         "https://",
                                         "https:///x",
                                         "http:x",
                                         "https:/x",
                                         "ftp://example.com/x",
                                         "https://x/y\"onerror=\"alert(1)",
                                         "https://x/y'z",
                                         "https://x/<b>",
                                         "https://x/a b",
                                         "https://x/a\nb",
                                         "/x y",
                                         "/x\"",
                                         "https://x/\x7f"}) {
    EXPECT_FALSE(is_web_picture(picture)) << picture;
  }
}

TEST(WebPicture, GetsTheSitesAddressBeforeItsPath) {
  const Site site{"https://blog.example", Indexing::allowed};
  EXPECT_EQ(site.picture_url("/avatars/ann.svg"), "https://blog.example/avatars/ann.svg");
  EXPECT_EQ(site.picture_url("https://x.example/a"), "https://x.example/a");
  EXPECT_EQ(site.picture_url("javascript:alert(1)"), std::nullopt);
}

TEST(Links, EncodeWhateverNamesHold) {
  EXPECT_EQ(article_link("tea-and-toast"), "/article/tea-and-toast");
  EXPECT_EQ(profile_link("a/b ?#%"), "/profile/a%2Fb%20%3F%23%25");
  EXPECT_EQ(favorites_link("Zoë"), "/profile/Zo%C3%AB/favorites");
  EXPECT_EQ(tag_link("c++ \"<'&"), "/tag/c%2B%2B%20%22%3C%27%26");
  EXPECT_EQ(profile_feed_link("ann"), "/profile/ann/feed.atom");
  EXPECT_EQ(tag_feed_link("c#"), "/tag/c%23/feed.atom");
}

TEST(Links, NameAllPagesButTheFirst) {
  EXPECT_EQ(page_link("/", 1), "/");
  EXPECT_EQ(page_link("/tag/x", 12), "/tag/x?page=12");
}

}  // namespace
}  // namespace conduit::pages
