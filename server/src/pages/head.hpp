#pragma once

#include "base/clock.hpp"
#include "pages/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace conduit::pages {

struct FeedLink {
  std::string title;
  /// Without the site's address, as are all paths here.
  std::string path;
};

/// What link previews are told of an article beyond what they are told of every page.
struct ArticleFacts {
  Timestamp published;
  Timestamp modified;
  std::string author_path;
  std::vector<std::string> tags;
};

/// The user whose page it is.
struct ProfileFacts {
  std::string username;
};

enum class PictureSize : std::uint8_t { small, large };

/// What a page tells browsers, search engines and link previews about itself. All of it as it is: head_html() escapes.
struct Head {
  /// Without the site's name; the site's own is empty.
  std::string title;
  std::string description;
  /// The one address of this page; empty for what is to be found by nobody: errors, forms, empty lists.
  std::string canonical_path;
  std::optional<std::string> picture_url = {};
  PictureSize picture_size = PictureSize::small;
  std::optional<ArticleFacts> article = {};
  std::optional<ProfileFacts> profile = {};
  /// The neighbours of a page of a list.
  std::optional<std::string> previous_path = {};
  std::optional<std::string> next_path = {};
  std::vector<FeedLink> feeds = {};
  /// JSON of schema.org, or nothing.
  std::string structured_data = {};
};

/// A page that search engines leave out: it has a title and nothing to preview.
[[nodiscard]] Head unlisted_head(std::string title);

[[nodiscard]] std::string head_html(const Site& site, const Head& head);

}  // namespace conduit::pages
