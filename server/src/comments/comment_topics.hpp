#pragma once

#include "base/ids.hpp"
#include "platform/cache/change_clock.hpp"

// What cached answers can depend on in this feature. The numbers are unique in the whole server.

namespace conduit::comments {

/// The comments on one article.
[[nodiscard]] constexpr cache::Topic comments_topic(ArticleId article) { return cache::topic(32, article.value); }

}  // namespace conduit::comments
