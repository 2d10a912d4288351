#pragma once

#include "articles/articles.hpp"
#include "base/clock.hpp"
#include "pages/head.hpp"
#include "pages/markup.hpp"
#include "profiles/profile.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Pieces that several pages show to readers without JavaScript. Elements and classes are those of the client's own
// components, so that its stylesheet fits and little moves when it takes over. Buttons and forms are left out: nothing
// would happen.

namespace conduit::pages {

inline constexpr std::int64_t kArticlesPerPage = 10;

/// A page of a list of articles.
struct ListPage {
  /// Of its first page.
  std::string base_path;
  std::int64_t number = 1;
  articles::ArticleList list;

  [[nodiscard]] bool has_previous() const { return number > 1; }
  [[nodiscard]] bool has_next() const;
};

/// How far a picture's box reaches, in CSS pixels, and what it is for.
struct PictureBox {
  Literal css_class;
  std::int64_t size = 0;
};

/// The default picture where the user has none that a browser could load.
void write_picture(Markup& out, const profiles::Profile& user, PictureBox box);
/// Picture, name and day.
void write_byline(Markup& out, const profiles::Profile& author, Timestamp written, PictureBox box);
void write_tags(Markup& out, std::span<const std::string> tags);
/// The articles and links to the neighbouring pages; `empty` where there are no articles.
void write_list(Markup& out, const ListPage& page, Literal empty);

/// The head of a page of a list, still without a description. The number of the page becomes part of the title.
[[nodiscard]] Head list_head(const ListPage& page, std::string title);

/// `January 31, 2026`, in UTC.
[[nodiscard]] std::string day_text(Timestamp time);

}  // namespace conduit::pages
