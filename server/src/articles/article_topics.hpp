#pragma once

#include "base/ids.hpp"
#include "platform/cache/change_clock.hpp"

#include <string_view>

// What cached answers can depend on in this feature. The numbers are unique in the whole server.

namespace conduit::articles {

/// One article: its text, slug, tags, number of favourites, and that it exists.
[[nodiscard]] constexpr cache::Topic article_topic(ArticleId id) { return cache::topic(16, id.value); }

/// Any list of articles, whatever its filter: each could hold any article.
[[nodiscard]] constexpr cache::Topic article_lists_topic() { return cache::topic(17); }

/// The tags in use.
[[nodiscard]] constexpr cache::Topic tags_topic() { return cache::topic(18); }

/// Whether there is an article at that address: for answers that say there is none.
[[nodiscard]] constexpr cache::Topic slug_topic(std::string_view slug) { return cache::topic(19, slug); }

}  // namespace conduit::articles
