#include "articles/article.hpp"
#include "articles/article_reads_sqlite.hpp"
#include "articles/article_rows_sqlite.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

namespace conduit::articles::sqlite_reads {
namespace {

struct Author {
  UserId id;
  std::int64_t articles = 0;
};

/// A place in the feed; greater is newer.
using Place = std::pair<Timestamp, ArticleId>;

Place read_place(sqlite::Row row) { return {row.get<Timestamp>(0), row.get<ArticleId>(1)}; }

/// The newest `count` places among all `authors`, newest first.
///
/// SQLite alone would read every article of every author and sort them. Here each author's articles are read newest
/// first and only as long as they can still be among the newest: about one index entry per author and one per place.
/// That cost does not depend on how many articles there are nor on how old the authors' last ones are.
Result<std::vector<Place>> newest(sqlite::Connection& connection, const std::vector<Author>& authors,
                                  const std::optional<Cursor>& after, std::size_t count) {
  // The oldest of what we keep is on top, to be pushed out next.
  std::priority_queue<Place, std::vector<Place>, std::greater<>> kept;
  TRY(auto places, connection.query(after ? "SELECT created_at, id FROM articles WHERE author = ?1 AND "
                                            "(created_at, id) < (?2, ?3) ORDER BY created_at DESC, id DESC"
                                          : "SELECT created_at, id FROM articles WHERE author = ?1 "
                                            "ORDER BY created_at DESC, id DESC",
                                    UserId{}, Timestamp{}, ArticleId{}));
  const auto limit = after.value_or(Cursor{});
  for (const auto& author : authors) {
    TRY(places.rebind(author.id, limit.created_at, limit.id));
    while (true) {
      TRY(const bool more, places.step());
      if (!more) {
        break;
      }
      const auto place = read_place(places.row());
      if (kept.size() == count) {
        if (place < kept.top()) {
          break;
        }
        kept.pop();
      }
      kept.push(place);
    }
  }
  std::vector<Place> sorted;
  for (; !kept.empty(); kept.pop()) {
    sorted.push_back(kept.top());
  }
  std::ranges::reverse(sorted);
  return sorted;
}

}  // namespace

Result<ArticlePage> feed(sqlite::Connection& connection, UserId follower, const Window& window) {
  TRY(const auto authors,
      connection.list(
          "SELECT u.id, u.articles_count FROM follows f CROSS JOIN users u ON u.id = f.followee "
          "WHERE f.follower = ?1 AND u.articles_count > 0",
          [](sqlite::Row row) { return Author{.id = row.get<UserId>(0), .articles = row.get<std::int64_t>(1)}; },
          follower));
  ArticlePage page;
  for (const auto& author : authors) {
    page.total += author.articles;
  }
  if (window.limit <= 0 || window.offset >= page.total) {
    return page;
  }
  const auto count = static_cast<std::size_t>(window.offset + window.limit);
  TRY(const auto places, newest(connection, authors, window.after, count));
  static const auto by_id = fmt::format("SELECT {} FROM articles a WHERE a.id = ?1", sqlite_rows::kSummaryColumns);
  for (auto i = static_cast<std::size_t>(window.offset); i < places.size(); ++i) {
    TRY(auto article, connection.find(by_id, sqlite_rows::read_summary, places[i].second));
    if (article) {
      page.articles.push_back(*std::move(article));
    }
  }
  return page;
}

}  // namespace conduit::articles::sqlite_reads
