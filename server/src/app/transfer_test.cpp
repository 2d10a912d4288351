#include "app/transfer.hpp"

#include "app/sqlite_test_support.hpp"
#include "app/store_backends_test_support.hpp"
#include "app/transfer_json.hpp"
#include "articles/article.hpp"
#include "articles/article_store.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task_test_support.hpp"
#include "comments/comment_store.hpp"
#include "profiles/follow_store.hpp"
#include "users/user_store.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::app {
namespace {

/// The database of a small site in which every field of every record says something.
class TransferTest : public testing::Test {
 protected:
  static void fill(MigratedDatabase& database) {
    const auto users = users::make_sqlite_user_store(*database);
    const auto follows = profiles::make_sqlite_follow_store(*database);
    const auto articles = articles::make_sqlite_article_store(*database);
    const auto comments = comments::make_sqlite_comment_store(*database);
    for (std::int64_t number = 1; number <= 4; ++number) {
      auto user = sample_user(number);
      user.username = "Zoë \"" + std::to_string(number) + "\" 你好 😀";
      user.bio = number % 2 == 0 ? std::optional{std::string{"line\nbreak\\"}} : std::nullopt;
      user.image = number == 3 ? std::optional{std::string{}} : std::nullopt;
      user.credentials_version = number;
      must(run(users->insert(user)));
    }
    for (std::int64_t number = 1; number <= 12; ++number) {
      auto article = sample_article(number, UserId{number % 4 + 1});
      article.tags = {"a\"b", "c" + std::to_string(number % 3)};
      must(run(articles->insert(article)));
      must(run(comments->insert(sample_comment(number, article.id, UserId{number % 3 + 1}))));
      must(run(articles->favorite(UserId{number % 2 + 1}, article.id)));
      must(run(follows->follow(UserId{number % 4 + 1}, UserId{number % 3 + 1})));
    }
    for (const auto* const slug : {"z-renamed", "renamed", "b-renamed"}) {
      articles::ArticleChanges changes;
      changes.title = "Renamed";
      changes.slug = slug;
      must(run(articles->update(ArticleId{5}, changes, sample_time(9000))));
    }
  }

  static std::string exported(MigratedDatabase& database) {
    std::ostringstream out;
    must(export_records(*make_sqlite_bulk_reader(*database), out));
    return out.str();
  }

  static Result<std::int64_t> import(MigratedDatabase& database, const std::string& file) {
    std::istringstream in{file};
    return import_records(in, *make_sqlite_bulk_writer(*database), [](std::int64_t) {});
  }

  static std::string failure_of_import(const std::string& file) {
    MigratedDatabase database;
    const auto imported = import(database, file);
    return imported ? "" : imported.error().detail;
  }

  static std::string with_header(std::string_view lines) { return std::string{export_header()}.append(lines); }
};

TEST_F(TransferTest, BringsEverythingOverAndBack) {
  MigratedDatabase first;
  fill(first);
  const auto file = exported(first);

  MigratedDatabase second;
  const auto imported = import(second, file);

  ASSERT_TRUE(imported) << imported.error().detail;
  EXPECT_EQ(exported(second), file);
  EXPECT_EQ(*imported + 2, std::ranges::count(file, '\n'));
  for (const auto* const derived :
       {"SELECT sum(favorites_count * id) FROM articles", "SELECT sum(articles_count * id) FROM users",
        "SELECT sum(favorites_count * id) FROM users", "SELECT count FROM totals", "SELECT sum(articles) FROM tags",
        "SELECT count(*) FROM former_slugs",
        "SELECT count(*) FROM article_search WHERE article_search MATCH 'renamed'"}) {
    EXPECT_EQ(second.number(derived), first.number(derived)) << derived;
    EXPECT_GT(second.number(derived), 0) << derived;
  }
}

TEST_F(TransferTest, IsTheSameForAnEmptyDatabase) {
  MigratedDatabase database;

  EXPECT_EQ(exported(database), with_header("{\"type\":\"end\",\"records\":0}\n"));
  EXPECT_EQ(import(database, exported(database)).value(), 0);
}

TEST_F(TransferTest, MayBeRepeatedOverACompleteDatabase) {
  MigratedDatabase database;
  fill(database);
  const auto file = exported(database);

  ASSERT_TRUE(import(database, file));

  EXPECT_EQ(exported(database), file);
}

TEST_F(TransferTest, GoesOnWhereItWasCutOff) {
  MigratedDatabase source;
  fill(source);
  const auto file = exported(source);
  MigratedDatabase database;

  // Cut off at a line's end, within a line, and then whole.
  const auto at_line_end = import(database, file.substr(0, file.find('\n', file.size() / 2) + 1));
  EXPECT_NE(at_line_end.error().detail.find("cut off"), std::string::npos) << at_line_end.error().detail;
  EXPECT_GT(database.number("SELECT count(*) FROM articles"), 0) << "what was whole is stored";
  const auto within_line = import(database, file.substr(0, file.size() - 10));
  EXPECT_EQ(within_line.error().code, ErrorCode::malformed);

  ASSERT_TRUE(import(database, file));
  EXPECT_EQ(exported(database), file);
}

TEST_F(TransferTest, OverwritesWhatHasChangedSince) {
  MigratedDatabase database;
  fill(database);
  const auto file = exported(database);
  const auto articles = articles::make_sqlite_article_store(*database);
  articles::ArticleChanges changes;
  changes.title = "Changed";
  changes.slug = "changed";
  changes.body = "Changed";
  changes.tags = std::vector<std::string>{"changed"};
  must(run(articles->update(ArticleId{5}, changes, sample_time(9999))));
  must(run(articles->remove(ArticleId{6})));

  const auto imported = import(database, file);

  ASSERT_TRUE(imported) << imported.error().detail;
  EXPECT_EQ(exported(database), file);
  EXPECT_EQ(database.number("SELECT count(*) FROM article_search WHERE article_search MATCH 'changed'"), 0);
}

TEST_F(TransferTest, WritesManyBatches) {
  std::string file{export_header()};
  for (std::int64_t number = 1; number <= 2500; ++number) {
    append_line(file, Record{sample_user(number)});
  }
  append_line(file, EndOfExport{.records = 2500});
  MigratedDatabase database;
  std::vector<std::int64_t> progress;

  std::istringstream in{file};
  const auto imported =
      import_records(in, *make_sqlite_bulk_writer(*database), [&](std::int64_t count) { progress.push_back(count); });

  EXPECT_EQ(imported.value(), 2500);
  EXPECT_EQ(progress, (std::vector<std::int64_t>{1000, 2000, 2500}));
  EXPECT_EQ(exported(database), file);
}

TEST_F(TransferTest, NamesTheLineOfARecordThatTheStoreRefuses) {
  auto twin = sample_user(2);
  twin.username = sample_user(1).username;
  std::string lines;
  append_line(lines, Record{sample_user(1)});
  append_line(lines, Record{twin});
  EXPECT_EQ(failure_of_import(with_header(lines)), "line 3: users.username_key has already been taken");

  lines.clear();
  append_line(lines, Record{sample_user(1)});
  append_line(lines, Record{ArticleRecord{.article = sample_article(1, UserId{404}), .former_slugs = {}}});
  EXPECT_EQ(failure_of_import(with_header(lines)), "line 3: refers to an account or article that is not there");

  lines.clear();
  append_line(lines, Record{sample_user(1)});
  append_line(lines, Record{Favorite{.user = UserId{1}, .article = ArticleId{404}}});
  EXPECT_EQ(failure_of_import(with_header(lines)), "line 3: refers to an account or article that is not there");

  lines.clear();
  append_line(lines, Record{sample_user(1)});
  append_line(lines, Record{ArticleRecord{.article = sample_article(1, UserId{1}), .former_slugs = {"old"}}});
  append_line(lines, Record{ArticleRecord{.article = sample_article(2, UserId{1}), .former_slugs = {"old"}}});
  EXPECT_EQ(failure_of_import(with_header(lines)), "line 4: another article has or had the slug old");
}

TEST_F(TransferTest, RefusesFilesOfAnotherKind) {
  EXPECT_EQ(failure_of_import(""), "line 1: file is empty");
  EXPECT_EQ(failure_of_import("{\"format\":\"other\"}\n"),
            "line 1: format must be conduit-export: is this another kind of file?");
  EXPECT_EQ(failure_of_import("{\"format\":\"conduit-export\",\"version\":2}\n"),
            "line 1: version must be 1: a newer program may read this file");
  EXPECT_EQ(failure_of_import("[]\n"), "line 1: line must be a JSON object");
  EXPECT_EQ(failure_of_import("PNG\n"), "line 1: body is not valid JSON");
  EXPECT_EQ(failure_of_import(with_header("{\"type\":\"end\",\"records\":0}\n{}\n")),
            "line 3: file goes on after its end");
  EXPECT_EQ(failure_of_import(with_header("{\"type\":\"end\",\"records\":1}\n")),
            "line 2: file was cut off: what it had is stored; import the whole file to complete it");
  EXPECT_EQ(failure_of_import(with_header(std::string(9'000'000, 'x'))),
            "line 2: line is longer than any line of an export");
}

struct BadLine {
  std::string_view name;
  std::string_view line;
  std::string_view complaint;
};

class BadLines : public testing::TestWithParam<BadLine> {};

TEST_P(BadLines, AreRefusedByTheMemberThatIsWrong) {
  const auto parsed = parse_line(GetParam().line);

  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().fields.front().field, GetParam().complaint);
}

INSTANTIATE_TEST_SUITE_P(
    Transfer, BadLines,
    testing::Values(
        BadLine{"Nothing", "", "body"}, BadLine{"NoObject", "7", "line"}, BadLine{"NoType", "{}", "type"},
        BadLine{"UnknownType", R"({"type":"robot"})", "type"}, BadLine{"TypeOfNumber", R"({"type":1})", "type"},
        BadLine{"NoId", R"({"type":"follow","follower":1})", "followee"},
        BadLine{"IdZero", R"({"type":"follow","follower":0,"followee":1})", "follower"},
        BadLine{"IdTooLarge", R"({"type":"follow","follower":9007199254740992,"followee":1})", "follower"},
        BadLine{"IdOfText", R"({"type":"favorite","user":"1","article":1})", "user"},
        BadLine{"IdWithFraction", R"({"type":"favorite","user":1.5,"article":1})", "user"},
        BadLine{"NoName", R"({"type":"user","id":1,"email":"a@b"})", "username"},
        BadLine{"EmptyName", R"({"type":"user","id":1,"username":"","email":"a@b"})", "username"},
        BadLine{"NameWithNul", R"({"type":"user","id":1,"username":"a\u0000b","email":"a@b"})", "username"},
        BadLine{"BioOfNumber",
                R"({"type":"user","id":1,"username":"a","email":"a@b","passwordHash":"h","bio":5,"image":null})",
                "bio"},
        BadLine{
            "NoTime",
            R"({"type":"comment","id":1,"article":1,"author":1,"body":"b","createdAt":"2026-01-31","updatedAt":""})",
            "createdAt"},
        BadLine{"TagsOfNull",
                R"({"type":"article","id":1,"slug":"s","formerSlugs":[],"author":1,"title":"t","description":"d",)"
                R"("body":"b","tags":[null]})",
                "tags"},
        BadLine{"NegativeCount", R"({"type":"end","records":-1})", "records"}),
    [](const testing::TestParamInfo<BadLine>& info) { return std::string{info.param.name}; });

}  // namespace
}  // namespace conduit::app
