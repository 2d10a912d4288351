#include "app/mongo_index_audit_test_support.hpp"
#include "app/mongo_migrations.hpp"
#include "app/mongo_test_support.hpp"
#include "app/sqlite_test_support.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/migrate.hpp"
#include "platform/mongo/session.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// That the stores' own queries have an index is a part of the contract suites: see MongoBackend.

namespace conduit::app {
namespace {

using mongo::doc;
using mongo::Document;

/// What the audit says about a question to `things`, which have an index by owner and then by time, newest first.
bool is_served(const Document& command) {
  static const std::vector<mongo::Migration> migrations{
      {.number = 1,
       .name = "things",
       .indexes = {{.collection = "things", .name = "by_owner", .keys = doc("owner", 1, "time", -1, "_id", -1)}}}};
  IndexAudit audit{migrations};
  audit.note(command.view());
  return audit.unserved().empty();
}

bool finds(const Document& filter, const Document& sort = doc()) {
  return is_served(doc("find", "things", "filter", filter, "sort", sort));
}

TEST(IndexAudit, KnowsWhichQuestionsAnIndexServes) {
  const auto newest_first = doc("time", -1, "_id", -1);
  EXPECT_TRUE(finds(doc("owner", 7)));
  EXPECT_TRUE(finds(doc("owner", mongo::one_of(std::vector{7, 8}))));
  EXPECT_TRUE(finds(doc("owner", doc("$gt", 7))));
  EXPECT_TRUE(finds(doc("owner", 7, "colour", "red")));
  EXPECT_TRUE(finds(doc("owner", 7), newest_first));
  EXPECT_TRUE(finds(doc("owner", 7), doc("time", 1, "_id", 1))) << "an index can be read backwards";
  EXPECT_TRUE(finds(doc(), doc("owner", 1))) << "read as it lies until the page is full";
  EXPECT_TRUE(finds(doc("_id", 1)));
  EXPECT_TRUE(finds(doc("$or", std::vector{doc("owner", 7), doc("_id", 7)})));
  EXPECT_TRUE(is_served(doc("count", "things", "query", doc())));
  EXPECT_TRUE(is_served(doc("insert", "things")));
}

TEST(IndexAudit, KnowsWhichReadEverythingOrSort) {
  EXPECT_FALSE(finds(doc()));
  EXPECT_FALSE(finds(doc("colour", "red")));
  EXPECT_FALSE(finds(doc("time", 7))) << "not the first field";
  EXPECT_FALSE(finds(doc("owner", doc("$ne", 7))));
  EXPECT_FALSE(finds(doc("owner", 7), doc("_id", -1))) << "a field between them";
  EXPECT_FALSE(finds(doc("owner", 7), doc("time", -1, "_id", 1))) << "neither forwards nor backwards";
  EXPECT_FALSE(finds(doc(), doc("time", -1)));
  EXPECT_FALSE(finds(doc("$or", std::vector{doc("owner", 7), doc("colour", "red")})));
  EXPECT_FALSE(is_served(doc("find", "others", "filter", doc("owner", 7))));
  EXPECT_FALSE(is_served(doc("count", "things", "query", doc("colour", "red"))));
  EXPECT_FALSE(is_served(doc("findAndModify", "things", "query", doc("colour", "red"))));
  EXPECT_FALSE(is_served(doc("delete", "things", "deletes", std::vector{doc("q", doc("_id", 1)), doc("q", doc())})));
  EXPECT_FALSE(is_served(doc("update", "things", "updates", std::vector{doc("q", doc("colour", "red"))})));
}

/// {collection, name} → {keys, unique}
using Indexes = std::map<std::pair<std::string, std::string>, std::pair<Document, bool>>;

Indexes expected_indexes() {
  Indexes indexes;
  for (const auto& migration : mongo_migrations()) {
    for (const auto& index : migration.indexes) {
      indexes[{std::string{index.collection}, std::string{index.name}}] = {index.keys, index.unique};
    }
  }
  return indexes;
}

Indexes indexes_of(mongo::Session& session, const Indexes& expected) {
  std::set<std::string> collections;
  for (const auto& [name, index] : expected) {
    collections.insert(name.first);
  }
  Indexes indexes;
  for (const auto& collection : collections) {
    const auto reply = must(session.command(doc("listIndexes", collection)));
    for (const auto& index : reply.get<Document>("cursor").get<std::vector<Document>>("firstBatch")) {
      const auto name = index.get<std::string>("name");
      // Every collection has that one.
      if (name != "_id_") {
        indexes[{collection, name}] = {index.get<Document>("key"),
                                       index.get<std::optional<bool>>("unique").value_or(false)};
      }
    }
  }
  return indexes;
}

TEST(MongoMigrations, SeveralMigratorsAtOnceMakeOneSet) {
  if (!mongo_test_server()) {
    GTEST_SKIP() << "TEST_MONGO_URI names no server";
  }
  const MigratedMongo database;
  must(database->run_now([](mongo::Session& session) { return session.command(doc("dropDatabase", 1)); }));

  constexpr int kMigrators = 8;
  std::latch start{kMigrators};
  {
    std::vector<std::jthread> migrators;
    for (int i = 0; i < kMigrators; ++i) {
      migrators.emplace_back([&] {
        start.arrive_and_wait();
        const auto ran =
            database->run_now([](mongo::Session& session) { return mongo::migrate(session, mongo_migrations()); });
        EXPECT_TRUE(ran) << ran.error().detail;
      });
    }
  }

  must(database->run_now([](mongo::Session& session) -> Result<> {
    const auto expected = expected_indexes();
    EXPECT_TRUE(indexes_of(session, expected) == expected);
    EXPECT_TRUE(mongo::check_schema(session, mongo_migrations()));
    EXPECT_EQ(session.count("schema_migrations", doc()), std::ssize(mongo_migrations()));
    return {};
  }));
}

}  // namespace
}  // namespace conduit::app
