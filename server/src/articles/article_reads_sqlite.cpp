#include "articles/article_reads_sqlite.hpp"

#include "articles/article_rows_sqlite.hpp"
#include "platform/sqlite/full_text.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::articles::sqlite_reads {
namespace {

/// Where a list begins: the rows of one index, in the order of the list. Articles are `a` in all of them; the other
/// conditions of the filter are looked up article by article.
struct Driver {
  std::string_view from;
  std::string_view condition;
  /// The columns of (created_at, id) in that index.
  std::string_view time;
  std::string_view id;
};

// The parameters of every query of lists: ?1 tag, ?2 author, ?3 favorited_by, ?4 words, ?5 and ?6 cursor, ?7 limit,
// ?8 offset. CROSS JOIN keeps SQLite from choosing another order of the tables.
constexpr Driver kFavorites{"favorites f CROSS JOIN articles a ON a.id = f.article", "f.user = ?3", "f.at",
                            "f.article"};
constexpr Driver kAuthor{"articles a", "a.author = ?2", "a.created_at", "a.id"};
constexpr Driver kTag{"article_tags t CROSS JOIN articles a ON a.id = t.article", "t.tag = ?1", "t.created_at",
                      "t.article"};
constexpr Driver kWords{"article_search s CROSS JOIN articles a ON a.id = s.rowid", "article_search MATCH ?4",
                        "a.created_at", "a.id"};
constexpr Driver kAll{"articles a", "true", "a.created_at", "a.id"};

/// The condition that leaves the fewest rows, as far as one can know.
const Driver& driver(const ArticleFilter& filter) {
  return filter.favorited_by ? kFavorites : filter.author ? kAuthor : filter.tag ? kTag : filter.text ? kWords : kAll;
}

std::string from_where(const ArticleFilter& filter) {
  const auto& from = driver(filter);
  auto sql = fmt::format("FROM {} WHERE {}", from.from, from.condition);
  if (filter.author && &from != &kAuthor) {
    sql += " AND a.author = ?2";
  }
  if (filter.tag && &from != &kTag) {
    sql +=
        " AND EXISTS (SELECT 1 FROM article_tags t WHERE t.tag = ?1 AND t.created_at = a.created_at "
        "AND t.article = a.id)";
  }
  if (filter.text && &from != &kWords) {
    sql += " AND a.id IN (SELECT rowid FROM article_search WHERE article_search MATCH ?4)";
  }
  return sql;
}

/// The maintained count where there is one; else the matches are counted.
std::string total_query(const ArticleFilter& filter) {
  const int conditions = int{filter.tag.has_value()} + int{filter.author.has_value()} +
                         int{filter.favorited_by.has_value()} + int{filter.text.has_value()};
  if (conditions == 0) {
    return "SELECT count FROM totals WHERE name = 'articles'";
  }
  if (conditions == 1 && filter.tag) {
    return "SELECT articles FROM tags WHERE tag = ?1";
  }
  if (conditions == 1 && filter.author) {
    return "SELECT articles_count FROM users WHERE id = ?2";
  }
  if (conditions == 1 && filter.favorited_by) {
    return "SELECT favorites_count FROM users WHERE id = ?3";
  }
  return "SELECT count(*) " + from_where(filter);
}

}  // namespace

std::string list_query(const ArticleFilter& filter, const Window& window) {
  const auto& from = driver(filter);
  return fmt::format(
      "SELECT {} {} {} ORDER BY {} DESC, {} DESC LIMIT ?7 OFFSET ?8", sqlite_rows::kSummaryColumns, from_where(filter),
      window.after ? fmt::format("AND ({}, {}) < (?5, ?6)", from.time, from.id) : std::string{}, from.time, from.id);
}

Result<ArticlePage> list(sqlite::Connection& connection, const ArticleFilter& filter, const Window& window) {
  std::optional<std::string> words;
  if (filter.text) {
    words = sqlite::match_all_words(*filter.text);
    if (words->empty()) {
      return ArticlePage{};
    }
  }
  const auto after_time = window.after ? std::optional{window.after->created_at} : std::nullopt;
  const auto after_id = window.after ? std::optional{window.after->id} : std::nullopt;
  TRY(const auto total, connection.find(
                            total_query(filter), [](sqlite::Row row) { return row.get<std::int64_t>(0); }, filter.tag,
                            filter.author, filter.favorited_by, words));
  TRY(auto articles, connection.list(list_query(filter, window), sqlite_rows::read_summary, filter.tag, filter.author,
                                     filter.favorited_by, words, after_time, after_id, window.limit, window.offset));
  return ArticlePage{.articles = std::move(articles), .total = total.value_or(0)};
}

Result<std::vector<ArticleAddress>> walk(sqlite::Connection& connection, const Stretch& stretch) {
  // Every place is after this one. What is skipped is passed over in the index alone.
  constexpr Cursor kBeforeAll{.created_at = Timestamp::min(),
                              .id = {.value = std::numeric_limits<std::int64_t>::min()}};
  const auto after = stretch.after.value_or(kBeforeAll);
  return connection.list(
      "SELECT slug, updated_at, created_at, id FROM articles WHERE (created_at, id) > (?1, ?2) "
      "ORDER BY created_at, id LIMIT ?3 OFFSET ?4",
      [](sqlite::Row row) {
        return ArticleAddress{.slug = row.get<std::string>(0),
                              .updated_at = row.get<Timestamp>(1),
                              .place = {.created_at = row.get<Timestamp>(2), .id = row.get<ArticleId>(3)}};
      },
      after.created_at, after.id, stretch.limit, stretch.skip);
}

}  // namespace conduit::articles::sqlite_reads
