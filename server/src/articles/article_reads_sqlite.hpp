#pragma once

#include "articles/article.hpp"
#include "platform/sqlite/connection.hpp"

#include <string>
#include <vector>

// The lists of the SQLite article store. Each function runs on one snapshot.

namespace conduit::articles::sqlite_reads {

[[nodiscard]] Result<ArticlePage> list(sqlite::Connection& connection, const ArticleFilter& filter,
                                       const Window& window);

[[nodiscard]] Result<ArticlePage> feed(sqlite::Connection& connection, UserId follower, const Window& window);

[[nodiscard]] Result<std::vector<ArticleAddress>> walk(sqlite::Connection& connection, const Stretch& stretch);

/// The query behind list(), for the test that looks at its plan.
[[nodiscard]] std::string list_query(const ArticleFilter& filter, const Window& window);

}  // namespace conduit::articles::sqlite_reads
