#include "app/sqlite_test_support.hpp"
#include "articles/article.hpp"
#include "articles/article_reads_sqlite.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/statement.hpp"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// How SQLite means to run the queries of lists: straight along an index in the order of the list, so that the cost of a
// page does not grow with the table.

namespace conduit::articles {
namespace {

class ArticlePlan : public testing::Test {
 protected:
  [[nodiscard]] std::string plan(const std::string& sql) const {
    return must(database_->read([&](sqlite::Connection& connection) -> Result<std::string> {
      constexpr std::optional<std::int64_t> kAny;
      TRY(const auto steps, connection.list(
                                "EXPLAIN QUERY PLAN " + sql, [](sqlite::Row row) { return row.get<std::string>(3); },
                                kAny, kAny, kAny, kAny, kAny, kAny, kAny, kAny));
      return fmt::format("{}", fmt::join(steps, "; "));
    }));
  }
  [[nodiscard]] std::string plan(const ArticleFilter& filter, bool with_cursor) const {
    Window window;
    if (with_cursor) {
      window.after.emplace();
    }
    return plan(sqlite_reads::list_query(filter, window));
  }
  static bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

  MigratedDatabase database_;
};

TEST_F(ArticlePlan, OfTheGlobalListWalksTheIndexOfTime) {
  EXPECT_EQ(plan({}, false), "SCAN a USING INDEX articles_by_time");
  EXPECT_EQ(plan({}, true), "SEARCH a USING INDEX articles_by_time (created_at<?)");
}

TEST_F(ArticlePlan, OfAnAuthorWalksTheIndexOfAuthors) {
  ArticleFilter filter;
  filter.author = UserId{1};

  EXPECT_EQ(plan(filter, false), "SEARCH a USING INDEX articles_by_author (author=?)");
  EXPECT_EQ(plan(filter, true), "SEARCH a USING INDEX articles_by_author (author=? AND created_at<?)");
}

TEST_F(ArticlePlan, OfATagWalksTheEdgesOfTheTag) {
  ArticleFilter filter;
  filter.tag = "tag";

  EXPECT_EQ(plan(filter, false), "SEARCH t USING PRIMARY KEY (tag=?); SEARCH a USING INTEGER PRIMARY KEY (rowid=?)");
  EXPECT_TRUE(contains(plan(filter, true), "(tag=? AND (created_at,article)<(?,?)); "));
}

TEST_F(ArticlePlan, OfFavouritesWalksTheEdgesOfTheUser) {
  ArticleFilter filter;
  filter.favorited_by = UserId{1};

  EXPECT_EQ(plan(filter, false),
            "SEARCH f USING COVERING INDEX favorites_by_time (user=?); SEARCH a USING INTEGER PRIMARY KEY (rowid=?)");
  EXPECT_TRUE(contains(plan(filter, true), "(user=? AND (at,article)<(?,?)); "));
}

TEST_F(ArticlePlan, OfAnyCombinationNeitherSortsNorScansATable) {
  for (unsigned conditions = 0; conditions < 16; ++conditions) {
    ArticleFilter filter;
    if ((conditions & 1U) != 0) {
      filter.tag = "tag";
    }
    if ((conditions & 2U) != 0) {
      filter.author = UserId{1};
    }
    if ((conditions & 4U) != 0) {
      filter.favorited_by = UserId{1};
    }
    if ((conditions & 8U) != 0) {
      filter.text = "text";
    }
    const bool only_text = conditions == 8;
    for (const bool with_cursor : {false, true}) {
      const auto found = plan(filter, with_cursor);
      SCOPED_TRACE(found);
      // Matches of a search come in no order: to sort them is all that can be done.
      EXPECT_EQ(contains(found, "TEMP B-TREE FOR ORDER BY"), only_text);
      EXPECT_EQ(contains(found, "SCAN a "), conditions == 0 && !with_cursor);
      EXPECT_FALSE(contains(found, "SCAN t ") || contains(found, "SCAN f "));
    }
  }
}

TEST_F(ArticlePlan, OfTheFeedReadsTheIndexesOnly) {
  EXPECT_EQ(plan("SELECT created_at, id FROM articles WHERE author = ?1 ORDER BY created_at DESC, id DESC"),
            "SEARCH articles USING COVERING INDEX articles_by_author (author=?)");
}

TEST_F(ArticlePlan, OfTheTagsReadsThemInOrder) {
  EXPECT_EQ(plan("SELECT tag, articles FROM tags ORDER BY articles DESC, tag"),
            "SCAN tags USING COVERING INDEX tags_by_use");
}

TEST_F(ArticlePlan, OfCommentsReadsThemInOrder) {
  EXPECT_EQ(plan("SELECT id, body FROM comments WHERE article = ?1 ORDER BY id"),
            "SEARCH comments USING INDEX comments_by_article (article=?)");
}

}  // namespace
}  // namespace conduit::articles
