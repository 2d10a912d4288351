#include "app/made_up_content.hpp"
#include "app/mongo_test_support.hpp"
#include "app/repair.hpp"
#include "app/sqlite_test_support.hpp"
#include "app/store_backends_test_support.hpp"
#include "app/transfer.hpp"
#include "articles/article_store.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/task_test_support.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

// Moving up from one machine: what SQLite exports, MongoDB takes in and gives back to the byte.

namespace conduit::app {
namespace {

class TransferMongo : public testing::Test {
 protected:
  void SetUp() override {
    if (!mongo_test_server()) {
      GTEST_SKIP() << "TEST_MONGO_URI names no server";
    }
  }

  static std::string export_of(BulkReader& reader) {
    std::ostringstream out;
    EXPECT_TRUE(export_records(reader, out));
    return std::move(out).str();
  }

  static Result<std::int64_t> import(MigratedMongo& database, const std::string& file) {
    std::istringstream in{file};
    return import_records(in, *make_mongo_bulk_writer(*database), [](std::int64_t) {});
  }

  static std::string made_up() {
    const MigratedDatabase sqlite;
    const ContentSize size{.users = 40, .articles = 300, .comments = 500, .favorites = 700, .follows = 200};
    EXPECT_TRUE(make_up_content(size, "$argon2id$hash", *make_sqlite_bulk_writer(*sqlite), [](std::int64_t) {}));
    return export_of(*make_sqlite_bulk_reader(*sqlite));
  }
};

TEST_F(TransferMongo, LosesNothingOnTheWayUpAndDown) {
  const auto file = made_up();
  MigratedMongo mongo;
  ASSERT_EQ(failure(import(mongo, file)), "");

  const auto up = export_of(*make_mongo_bulk_reader(*mongo));
  EXPECT_EQ(up, file);

  const MigratedDatabase down;
  std::istringstream in{up};
  ASSERT_TRUE(import_records(in, *make_sqlite_bulk_writer(*down), [](std::int64_t) {}));
  EXPECT_EQ(export_of(*make_sqlite_bulk_reader(*down)), file);
}

TEST_F(TransferMongo, MayBeRunAgainAndLeavesEveryCountRight) {
  const auto file = made_up();
  MigratedMongo mongo;
  ASSERT_EQ(failure(import(mongo, file)), "");
  ASSERT_EQ(failure(import(mongo, file)), "");

  EXPECT_EQ(export_of(*make_mongo_bulk_reader(*mongo)), file);
  EXPECT_EQ(make_mongo_repairer(*mongo)->repair().value(), std::vector<Mended>{});
  const auto store = articles::make_mongo_article_store(*mongo);
  const auto page = run(store->list({}, {.limit = 100, .offset = 0, .after = {}})).value();
  EXPECT_EQ(page.total, 300);
  std::int64_t favorites = 0;
  for (std::int64_t offset = 0; offset < 300; offset += 100) {
    for (const auto& article : run(store->list({}, {.limit = 100, .offset = offset, .after = {}})).value().articles) {
      favorites += article.favorites_count;
    }
  }
  EXPECT_EQ(favorites, 700);
}

TEST_F(TransferMongo, RefusesWhatRefersToNothingAndNamesTheLine) {
  const std::string header = R"({"format":"conduit-export","version":1})";
  MigratedMongo mongo;
  const auto imported = import(mongo, header + "\n" + R"({"type":"follow","follower":1,"followee":2})" + "\n");
  ASSERT_FALSE(imported);
  EXPECT_NE(imported.error().detail.find("line 2"), std::string::npos) << imported.error().detail;
  EXPECT_NE(imported.error().detail.find("not there"), std::string::npos) << imported.error().detail;
}

TEST_F(TransferMongo, RefusesATakenNameAndNamesTheLine) {
  const auto file = made_up();
  MigratedMongo mongo;
  ASSERT_EQ(failure(import(mongo, file)), "");
  std::istringstream lines{file};
  std::string header;
  std::string user;
  std::getline(lines, header);
  std::getline(lines, user);
  user.replace(user.find("\"id\":"), std::string{"\"id\":"}.size(), "\"id\":9");

  const auto imported = import(mongo, header + "\n" + user + "\n");

  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().detail, "line 2: another account has this username already");
}

TEST_F(TransferMongo, LeavesNothingToADeletionOfTheSameArticleBefore) {
  const auto file = made_up();
  MigratedMongo mongo;
  ASSERT_EQ(failure(import(mongo, file)), "");
  const auto store = articles::make_mongo_article_store(*mongo);
  const auto id = run(store->list({}, {})).value().articles.front().id;
  must(mongo->run_now([id](mongo::Session& session) {
    return session.insert("deletions", mongo::doc("_id", id, "tags", std::vector<std::string>{}, "at", Timestamp{}));
  }));

  ASSERT_EQ(failure(import(mongo, file)), "");

  EXPECT_EQ(export_of(*make_mongo_bulk_reader(*mongo)), file);
}

}  // namespace
}  // namespace conduit::app
