#pragma once

#include "articles/article.hpp"
#include "pages/fragments.hpp"
#include "pages/head.hpp"
#include "pages/site.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace conduit::pages {

/// More would weigh on every page; the client can fetch them all.
inline constexpr std::size_t kMaxTagsShown = 500;

/// All articles, or those with one tag.
struct HomePage {
  std::optional<std::string> tag;
  /// Nothing for lists that are the reader's own, or too deep to be counted to.
  std::optional<ListPage> list;
  /// Of the whole site, most used first.
  std::vector<articles::TagCount> tags;
};

[[nodiscard]] Head home_head(const HomePage& page);
/// For readers without JavaScript; empty without a list.
[[nodiscard]] std::string home_content(const HomePage& page);

}  // namespace conduit::pages
