#include "pages/profile_page.hpp"

#include "pages/excerpt.hpp"
#include "pages/links_http.hpp"
#include "pages/markup.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

constexpr std::size_t kDescriptionLength = 200;

void write_tab(Markup& out, std::string_view path, Literal text, bool active) {
  out.raw(active ? Literal{R"(<a class="nav-link active")"} : Literal{R"(<a class="nav-link")"})
      .attribute("href", path)
      .raw(">")
      .raw(text)
      .raw("</a>");
}

std::string description(const ProfilePage& page) {
  const auto& [id, username, bio, image, following] = page.profile;
  if (page.tab == ProfileTab::favorites) {
    return fmt::format("Articles on {} that {} likes.", kSiteName, username);
  }
  return bio ? excerpt(*bio, kDescriptionLength) : fmt::format("Articles by {} on {}.", username, kSiteName);
}

}  // namespace

Head profile_head(const Site& site, const ProfilePage& page) {
  const auto& username = page.profile.username;
  const bool favorites = page.tab == ProfileTab::favorites;
  const auto title = favorites ? fmt::format("Favourites of {}", username) : username;
  if (!page.list || (page.list->list.articles.empty() && page.list->has_previous())) {
    return unlisted_head(title);
  }
  auto head = list_head(*page.list, title);
  head.description = description(page);
  head.picture_url = site.picture_url(page.profile.image.value_or(""));
  head.profile = ProfileFacts{.username = username};
  head.feeds.push_back({fmt::format("Articles by {}", username), profile_feed_link(username)});
  return head;
}

std::string profile_content(const ProfilePage& page) {
  std::string html;
  if (!page.list) {
    return html;
  }
  const auto& profile = page.profile;
  Markup out{html};
  out.raw(R"(<main id="main"><div class="profile-page"><header class="user-card user-info">)");
  write_picture(out, profile, {.css_class = "user-img", .size = 100});
  out.raw(R"(<h4 role="heading" aria-level="1" dir="auto">)")
      .text(profile.username)
      .raw(R"(</h4><p dir="auto">)")
      .text(profile.bio.value_or(""))
      .raw(R"(</p></header><div class="container profile-articles"><nav class="feed-toggle" aria-label="Lists">)");
  write_tab(out, profile_link(profile.username), "Articles", page.tab == ProfileTab::articles);
  write_tab(out, favorites_link(profile.username), "Favorited", page.tab == ProfileTab::favorites);
  out.raw("</nav>");
  write_list(out, *page.list, "No articles are here… yet.");
  out.raw("</div></div></main>");
  return html;
}

}  // namespace conduit::pages
