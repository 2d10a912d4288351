#include "articles/article_query_http.hpp"

#include "articles/article.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "platform/http/request.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conduit::articles {
namespace {

http::Request query(std::initializer_list<std::pair<std::string, std::string>> parameters) {
  http::Request request;
  request.query.assign(parameters.begin(), parameters.end());
  return request;
}

TEST(ArticleQuery, HasDefaults) {
  const auto list = parse_list_request(query({{"page", "3"}}));

  ASSERT_TRUE(list);
  EXPECT_EQ(list->window.limit, 20);
  EXPECT_EQ(list->window.offset, 0);
  EXPECT_EQ(list->window.after, std::nullopt);
  EXPECT_EQ(list->tag, std::nullopt);
}

TEST(ArticleQuery, TakesLimitsAndClampsLargeOnes) {
  for (const auto& [text, limit] : {std::pair{"1", 1}, std::pair{"100", 100}, std::pair{"101", 100},
                                    std::pair{"1000000", 100}, std::pair{"9223372036854775808", 100}}) {
    const auto window = parse_window(query({{"limit", text}}));

    ASSERT_TRUE(window) << text;
    EXPECT_EQ(window->limit, limit) << text;
  }
}

TEST(ArticleQuery, RefusesLimitsThatMakeNoSense) {
  for (const auto* const text : {"", "0", "-1", "abc", "1.5", "1e3", " 5", "5 ", "+5", "0x10", "٣"}) {
    const auto window = parse_window(query({{"limit", text}}));

    ASSERT_FALSE(window) << text;
    EXPECT_EQ(window.error().fields, (std::vector<FieldError>{{"limit", "must be a positive number"}})) << text;
  }
}

TEST(ArticleQuery, TakesOffsetsUpToTheDeepest) {
  EXPECT_EQ(parse_window(query({{"offset", "0"}}))->offset, 0);
  EXPECT_EQ(parse_window(query({{"offset", "10000"}}))->offset, 10'000);
  for (const auto* const text : {"", "-1", "10001", "9223372036854775808", "x"}) {
    const auto window = parse_window(query({{"offset", text}}));

    ASSERT_FALSE(window) << text;
    EXPECT_TRUE(complains(window.error(), ErrorCode::invalid, "offset")) << text;
  }
}

TEST(ArticleQuery, RefusesEveryParameterThatIsGivenTwice) {
  for (const auto* const name : {"limit", "offset", "cursor", "tag", "author", "favorited", "q"}) {
    const auto list = parse_list_request(query({{name, "5"}, {name, "5"}}));

    ASSERT_FALSE(list) << name;
    EXPECT_EQ(list.error().fields, (std::vector<FieldError>{{name, "must be given once"}})) << name;
  }
}

TEST(ArticleQuery, TakesACursorInPlaceOfAnOffset) {
  const Cursor cursor{.created_at = Timestamp{std::chrono::milliseconds{1234}}, .id = ArticleId{17}};

  const auto window = parse_window(query({{"cursor", to_token(cursor)}}));
  const auto both = parse_window(query({{"cursor", to_token(cursor)}, {"offset", "0"}}));
  const auto nonsense = parse_window(query({{"cursor", "nonsense"}}));

  ASSERT_TRUE(window);
  EXPECT_EQ(window->after, cursor);
  ASSERT_FALSE(both);
  EXPECT_TRUE(complains(both.error(), ErrorCode::invalid, "cursor"));
  ASSERT_FALSE(nonsense);
  EXPECT_TRUE(complains(nonsense.error(), ErrorCode::invalid, "cursor"));
}

TEST(ArticleQuery, TakesFiltersInNormalForm) {
  const auto list =
      parse_list_request(query({{"tag", "cafe\u0301"}, {"author", "ann"}, {"favorited", "bob"}, {"q", "green tea"}}));

  ASSERT_TRUE(list);
  EXPECT_EQ(list->tag, "caf\u00e9");
  EXPECT_EQ(list->author, "ann");
  EXPECT_EQ(list->favorited_by, "bob");
  EXPECT_EQ(list->text, "green tea");
}

TEST(ArticleQuery, ABlankSearchIsNone) {
  const auto list = parse_list_request(query({{"q", " \u200b"}}));

  ASSERT_TRUE(list);
  EXPECT_EQ(list->text, std::nullopt);
}

}  // namespace
}  // namespace conduit::articles
