#pragma once

#include "base/ids.hpp"
#include "platform/cache/change_clock.hpp"

// What cached answers can depend on in this feature. The numbers are unique in the whole server.

namespace conduit::articles {

/// One article: its text, slug, tags, number of favourites, and that it exists.
[[nodiscard]] constexpr cache::Topic article_topic(ArticleId id) { return cache::topic(16, id.value); }

/// Any list of articles, whatever its filter: each could hold any article.
[[nodiscard]] constexpr cache::Topic article_lists_topic() { return cache::topic(17); }

/// The tags in use.
[[nodiscard]] constexpr cache::Topic tags_topic() { return cache::topic(18); }

}  // namespace conduit::articles
