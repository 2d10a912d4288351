#include "platform/sqlite/migrate.hpp"

#include "base/embedded_file.hpp"
#include "base/temporary_directory_test_support.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/database.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace conduit::sqlite {
namespace {

using Files = std::vector<EmbeddedFile>;

class MigrateTest : public testing::Test {
 protected:
  std::unique_ptr<Connection> connection() {
    return Connection::open({.path = path_, .access = Access::write}).value();
  }
  std::string failure(const Files& files) {
    const auto migrated = migrate(path_, files);
    return migrated ? "" : migrated.error().detail;
  }
  static bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("test.db");
  EmbeddedFile first_{"0001_first.sql", "CREATE TABLE a (x); INSERT INTO a VALUES (1);"};
  EmbeddedFile second_{"0002_second.sql", "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1;"};
};

TEST_F(MigrateTest, RunsWhatIsMissingInOrder) {
  EXPECT_EQ(migrate(path_, Files{first_}).value(), 1);
  EXPECT_EQ(migrate(path_, Files{first_, second_}).value(), 1);
  EXPECT_EQ(migrate(path_, Files{first_, second_}).value(), 0);

  EXPECT_EQ(connection()->value<std::int64_t>("SELECT y FROM a").value(), 2);
  EXPECT_EQ(connection()->value<std::string>("SELECT group_concat(number || name) FROM schema_migrations").value(),
            "10001_first.sql,20002_second.sql");
}

TEST_F(MigrateTest, RecordsTheSumThatSha256sumPrints) {
  ASSERT_EQ(migrate(path_, Files{{"0001_empty.sql", ""}}).value(), 1);

  EXPECT_EQ(connection()->value<std::string>("SELECT checksum FROM schema_migrations").value(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(MigrateTest, TakesBackAStepThatFails) {
  const EmbeddedFile broken{"0002_broken.sql", "INSERT INTO a VALUES (2); SELECT nonsense;"};

  const auto error = failure({first_, broken});

  EXPECT_TRUE(contains(error, "0002_broken.sql") && contains(error, "no such column: nonsense")) << error;
  EXPECT_EQ(connection()->value<std::int64_t>("SELECT count(*) FROM a").value(), 1);
  EXPECT_EQ(migrate(path_, Files{first_, second_}).value(), 1) << "the repaired step runs";
}

TEST_F(MigrateTest, RefusesAFileThatHasChangedSinceItRan) {
  ASSERT_EQ(failure({first_}), "");
  const EmbeddedFile changed{first_.name, "CREATE TABLE a (x, y);"};

  const auto error = failure({changed});

  EXPECT_TRUE(contains(error, "0001_first.sql") && contains(error, path_)) << error;
}

TEST_F(MigrateTest, RefusesADatabaseOfANewerProgram) {
  ASSERT_EQ(failure({first_, second_}), "");

  EXPECT_TRUE(contains(failure({first_}), "newer")) << failure({first_});
  const auto opened = Database::open({.path = path_}, Files{first_});
  ASSERT_FALSE(opened);
  EXPECT_TRUE(contains(opened.error().detail, "newer")) << opened.error().detail;
}

TEST_F(MigrateTest, RefusesTheTablesOfAnotherProgram) {
  ASSERT_TRUE(connection()->script("CREATE TABLE theirs (x)"));

  EXPECT_TRUE(contains(failure({first_}), "another program")) << failure({first_});
}

TEST_F(MigrateTest, RefusesNumbersWithAGap) {
  EXPECT_TRUE(contains(failure({first_, {"0003_third.sql", ""}}), "0003_third.sql"));
  EXPECT_TRUE(contains(failure({{"init.sql", ""}}), "init.sql"));
}

TEST_F(MigrateTest, HasToRunBeforeTheDatabaseIsOpened) {
  ASSERT_EQ(failure({first_}), "");

  const auto opened = Database::open({.path = path_}, Files{first_, second_});

  ASSERT_FALSE(opened);
  EXPECT_TRUE(contains(opened.error().detail, "migrations first")) << opened.error().detail;
}

TEST_F(MigrateTest, MayRunInManyProcessesAtOnce) {
  std::vector<int> ran(8, -1);
  {
    std::vector<std::jthread> threads;
    for (auto& count : ran) {
      threads.emplace_back([&] { count = migrate(path_, Files{first_, second_}).value_or(-1); });
    }
  }

  int sum = 0;
  for (const int count : ran) {
    EXPECT_GE(count, 0);
    sum += count;
  }
  EXPECT_EQ(sum, 2);
  EXPECT_EQ(connection()->value<std::int64_t>("SELECT count(*) FROM a").value(), 1);
}

}  // namespace
}  // namespace conduit::sqlite
