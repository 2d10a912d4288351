#include "app/repair.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"

#include <array>
#include <memory>
#include <string_view>
#include <vector>

namespace conduit::app {
namespace {

/// A statement that changes exactly the rows that are wrong.
struct Step {
  std::string_view what;
  std::string_view sql;
};

// In this order: edges first, since counts come of them. Triggers fire here too, which is why every count is
// recomputed after the rows that it counts.
constexpr std::array<Step, 11> kSteps{{
    {"tag edges of no article", R"sql(
      DELETE FROM article_tags WHERE NOT EXISTS (
        SELECT 1 FROM articles a, json_each(a.tags) t
        WHERE a.id = article_tags.article AND a.created_at = article_tags.created_at AND t.value = article_tags.tag))sql"},
    {"missing tag edges", R"sql(
      INSERT INTO article_tags (tag, created_at, article)
        SELECT t.value, a.created_at, a.id FROM articles a, json_each(a.tags) t WHERE true ON CONFLICT DO NOTHING)sql"},
    {"times of favourites", R"sql(
      UPDATE favorites SET at = a.created_at FROM articles a WHERE a.id = favorites.article AND at <> a.created_at)sql"},
    {"tags in no use", R"sql(
      DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM article_tags e WHERE e.tag = tags.tag))sql"},
    {"missing tags", R"sql(
      INSERT INTO tags (tag, articles) SELECT tag, count(*) FROM article_tags WHERE true GROUP BY tag
        ON CONFLICT DO NOTHING)sql"},
    {"counts of tags", R"sql(
      UPDATE tags SET articles = n FROM (SELECT tag AS counted, count(*) AS n FROM article_tags GROUP BY tag)
        WHERE tag = counted AND articles <> n)sql"},
    {"counts of an article's favourites", R"sql(
      UPDATE articles SET favorites_count = (SELECT count(*) FROM favorites f WHERE f.article = articles.id)
        WHERE favorites_count <> (SELECT count(*) FROM favorites f WHERE f.article = articles.id))sql"},
    {"counts of an author's articles", R"sql(
      UPDATE users SET articles_count = (SELECT count(*) FROM articles a WHERE a.author = users.id)
        WHERE articles_count <> (SELECT count(*) FROM articles a WHERE a.author = users.id))sql"},
    {"counts of a user's favourites", R"sql(
      UPDATE users SET favorites_count = (SELECT count(*) FROM favorites f WHERE f.user = users.id)
        WHERE favorites_count <> (SELECT count(*) FROM favorites f WHERE f.user = users.id))sql"},
    {"missing totals", R"sql(
      INSERT INTO totals (name, count) VALUES ('articles', (SELECT count(*) FROM articles)) ON CONFLICT DO NOTHING)sql"},
    {"totals", R"sql(
      UPDATE totals SET count = (SELECT count(*) FROM articles)
        WHERE name = 'articles' AND count <> (SELECT count(*) FROM articles))sql"},
}};

/// FTS5 compares its index with the texts that it was made of.
bool search_index_is_sound(sqlite::Connection& connection) {
  return connection.run("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)").has_value();
}

Result<std::vector<Mended>> run_steps(sqlite::Connection& connection) {
  std::vector<Mended> mended;
  for (const auto& step : kSteps) {
    TRY(const auto rows, connection.run(step.sql));
    if (rows > 0) {
      mended.push_back({.what = std::string{step.what}, .rows = rows});
    }
  }
  if (!search_index_is_sound(connection)) {
    TRY(connection.run("INSERT INTO article_search (article_search) VALUES ('rebuild')"));
    mended.push_back({.what = "the search index", .rows = 1});
  }
  return mended;
}

class SqliteRepairer final : public Repairer {
 public:
  explicit SqliteRepairer(sqlite::Database& database) : database_(database) {}

  Result<std::vector<Mended>> repair() override {
    // One transaction: nobody sees a count that was recomputed beside one that was not.
    return database_.write_and_wait(run_steps);
  }

 private:
  sqlite::Database& database_;
};

}  // namespace

std::unique_ptr<Repairer> make_sqlite_repairer(sqlite::Database& database) {
  return std::make_unique<SqliteRepairer>(database);
}

}  // namespace conduit::app
