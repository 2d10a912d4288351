#pragma once

#include "articles/article.hpp"
#include "platform/sqlite/connection.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Articles as rows of SQLite: what the reads and the writes of the store share.

namespace conduit::articles::sqlite_rows {

/// For read_summary(), of a table or join in which articles are called `a`.
inline constexpr std::string_view kSummaryColumns =
    "a.id, a.slug, a.title, a.description, a.tags, a.author, a.created_at, a.updated_at, a.favorites_count";

[[nodiscard]] ArticleSummary read_summary(sqlite::Row row);

/// Articles with their bodies, for read_article().
[[nodiscard]] std::string select_articles_where(std::string_view condition);
[[nodiscard]] Article read_article(sqlite::Row row);

[[nodiscard]] Result<std::optional<Article>> find_article(sqlite::Connection& connection, ArticleId id);
[[nodiscard]] Result<std::optional<Article>> find_article(sqlite::Connection& connection, std::string_view slug);

/// Tags as the column holds them.
[[nodiscard]] std::string tags_to_json(std::span<const std::string> tags);
[[nodiscard]] std::vector<std::string> tags_from_json(std::string_view json);

}  // namespace conduit::articles::sqlite_rows
