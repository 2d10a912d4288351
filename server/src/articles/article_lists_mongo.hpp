#pragma once

#include "articles/article.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/mongo/session.hpp"

#include <vector>

// Lists of articles from MongoDB. Each costs two to four commands whatever the page's size, but for a list of
// favourites that is also filtered: that walks over all favourites of the user, a thousand at a time.

namespace conduit::articles::mongo_lists {

[[nodiscard]] Result<ArticlePage> list(mongo::Session& session, const ArticleFilter& filter, const Window& window);
[[nodiscard]] Result<ArticlePage> feed(mongo::Session& session, UserId follower, const Window& window);
[[nodiscard]] Result<std::vector<ArticleAddress>> walk(mongo::Session& session, const Stretch& stretch);

}  // namespace conduit::articles::mongo_lists
