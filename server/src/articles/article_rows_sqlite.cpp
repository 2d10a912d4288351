#include "articles/article_rows_sqlite.hpp"

#include "articles/article.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/statement.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::articles::sqlite_rows {
std::string select_articles_where(std::string_view condition) {
  return fmt::format("SELECT {}, b.body FROM articles a JOIN article_bodies b ON b.article = a.id WHERE {}",
                     kSummaryColumns, condition);
}

Article read_article(sqlite::Row row) { return {read_summary(row), row.get<std::string>(9)}; }

ArticleSummary read_summary(sqlite::Row row) {
  return {.id = row.get<ArticleId>(0),
          .slug = row.get<std::string>(1),
          .title = row.get<std::string>(2),
          .description = row.get<std::string>(3),
          .tags = tags_from_json(row.get<std::string_view>(4)),
          .author = row.get<UserId>(5),
          .created_at = row.get<Timestamp>(6),
          .updated_at = row.get<Timestamp>(7),
          .favorites_count = row.get<std::int64_t>(8)};
}

Result<std::optional<Article>> find_article(sqlite::Connection& connection, ArticleId id) {
  static const auto sql = select_articles_where("a.id = ?1");
  return connection.find(sql, read_article, id);
}

Result<std::optional<Article>> find_article(sqlite::Connection& connection, std::string_view slug) {
  static const auto sql = select_articles_where("a.slug = ?1");
  return connection.find(sql, read_article, slug);
}

std::string tags_to_json(std::span<const std::string> tags) {
  boost::json::array list;
  for (const auto& tag : tags) {
    list.emplace_back(tag);
  }
  return boost::json::serialize(list);
}

std::vector<std::string> tags_from_json(std::string_view json) {
  return boost::json::value_to<std::vector<std::string>>(boost::json::parse(json));
}

}  // namespace conduit::articles::sqlite_rows
