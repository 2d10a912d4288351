#pragma once

#include "articles/article.hpp"
#include "platform/sqlite/connection.hpp"

#include <cstdint>

// The writes of the SQLite article store, as its port describes them. Each function runs in one transaction, which is
// taken back when it fails.

namespace conduit::articles::sqlite_writes {

[[nodiscard]] Result<> insert(sqlite::Connection& connection, const Article& article);
[[nodiscard]] Result<Article> update(sqlite::Connection& connection, ArticleId id, const ArticleChanges& changes,
                                     Timestamp now);
[[nodiscard]] Result<> remove(sqlite::Connection& connection, ArticleId id);

[[nodiscard]] Result<std::int64_t> favorite(sqlite::Connection& connection, UserId user, ArticleId article);
[[nodiscard]] Result<std::int64_t> unfavorite(sqlite::Connection& connection, UserId user, ArticleId article);

}  // namespace conduit::articles::sqlite_writes
