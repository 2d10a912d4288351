#include "platform/sqlite/connection.hpp"

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/temporary_directory_test_support.hpp"
#include "platform/sqlite/error.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace conduit::sqlite {
namespace {

class ConnectionTest : public testing::Test {
 protected:
  [[nodiscard]] Result<std::unique_ptr<Connection>> open(const std::string& path, Access access = Access::write) {
    return Connection::open({.path = path, .access = access, .durability = Durability::none});
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("test.db");
};

TEST_F(ConnectionTest, BindsAndReadsEveryType) {
  const auto connection = open(path_).value();
  const auto time = Timestamp{std::chrono::milliseconds{1'234'567'890'123}};
  const std::string text{"NUL \0 inside, 你好", 20};

  auto query = connection->query("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7", std::numeric_limits<std::int64_t>::min(), text,
                                 ArticleId{7}, time, std::optional<std::string>{}, std::string_view{}, true);

  ASSERT_TRUE(query);
  ASSERT_TRUE(query->step().value());
  const auto row = query->row();
  EXPECT_EQ(row.get<std::int64_t>(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.get<std::string>(1), text);
  EXPECT_EQ(row.get<ArticleId>(2), ArticleId{7});
  EXPECT_EQ(row.get<Timestamp>(3), time);
  EXPECT_EQ(row.get<std::optional<std::string>>(4), std::nullopt);
  EXPECT_EQ(row.get<std::optional<std::string>>(5), "") << "an empty view is not null";
  EXPECT_TRUE(row.get<bool>(6));
  EXPECT_FALSE(query->step().value());
}

TEST_F(ConnectionTest, WantsAValueForEveryParameter) {
  const auto connection = open(path_).value();

  EXPECT_EQ(connection->value<std::int64_t>("SELECT ?1", std::int64_t{5}, "not used").value(), 5);
  EXPECT_EQ(connection->run("SELECT ?1, ?2", "one").error().code, ErrorCode::internal);
}

TEST_F(ConnectionTest, KeepsStatementsAndForgetsTheirValues) {
  const auto connection = open(path_).value();
  for (const std::int64_t value : {1, 2, 3}) {
    EXPECT_EQ(connection->value<std::int64_t>("SELECT ?1", value).value(), value);
  }
}

TEST_F(ConnectionTest, RefusesAStatementThatIsStillInUse) {
  const auto connection = open(path_).value();
  const auto first = connection->query("SELECT 1");
  ASSERT_TRUE(first);

  EXPECT_EQ(connection->query("SELECT 1").error().code, ErrorCode::internal);
}

TEST_F(ConnectionTest, NamesTheColumnOfATakenValue) {
  const auto connection = open(path_).value();
  ASSERT_TRUE(connection->script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE) STRICT"));
  ASSERT_TRUE(connection->run("INSERT INTO t VALUES (1, 'x')"));

  EXPECT_TRUE(is_conflict_on(connection->run("INSERT INTO t VALUES (2, 'x')").error(), "t.a"));
  EXPECT_TRUE(is_conflict_on(connection->run("INSERT INTO t VALUES (1, 'y')").error(), "t.id"));
}

TEST_F(ConnectionTest, TellsAForeignKeyThatPointsAtNothing) {
  const auto connection = open(path_).value();
  ASSERT_TRUE(connection->script("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p)"));

  EXPECT_TRUE(is_foreign_key_violation(connection->run("INSERT INTO c VALUES (1)").error()));
}

TEST_F(ConnectionTest, SaysWhichQueryIsWrongAndNotItsValues) {
  const auto connection = open(path_).value();

  const auto error = connection->run("SELECT nonsense FROM nowhere WHERE x = ?1", "secret").error();

  EXPECT_EQ(error.code, ErrorCode::internal);
  EXPECT_NE(error.detail.find("no such table: nowhere"), std::string::npos) << error.detail;
  EXPECT_EQ(error.detail.find("secret"), std::string::npos) << error.detail;
}

TEST_F(ConnectionTest, AnswersUnavailableWhenALockDoesNotComeFree) {
  const auto first = open(path_).value();
  const auto second =
      Connection::open({.path = path_, .access = Access::write, .busy_timeout = std::chrono::milliseconds{1}}).value();
  ASSERT_TRUE(first->run("BEGIN IMMEDIATE"));

  EXPECT_EQ(second->run("BEGIN IMMEDIATE").error().code, ErrorCode::unavailable);
}

TEST_F(ConnectionTest, MakesTheDirectoryAndAFileForItsOwnerOnly) {
  const auto path = directory_.file("a/b/test.db");

  const auto connection = open(path);

  ASSERT_TRUE(connection);
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ConnectionTest, TakesAPathLiterally) {
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(directory_.file(""));
  for (const auto* const path : {":memory:", "file:x?mode=memory"}) {
    EXPECT_TRUE(open(path));
    EXPECT_TRUE(std::filesystem::exists(path)) << path;
  }
  std::filesystem::current_path(here);
}

TEST_F(ConnectionTest, CannotWriteOverAConnectionForReading) {
  ASSERT_TRUE(open(path_).value()->script("CREATE TABLE t (a)"));

  EXPECT_FALSE(open(path_, Access::read).value()->run("INSERT INTO t VALUES (1)"));
}

TEST_F(ConnectionTest, NamesAPathThatCannotBeOpened) {
  std::ofstream{directory_.file("file")} << "text";
  std::ofstream{directory_.file("text.db")} << std::string(4096, 'x');

  const auto expect = [&](const std::string& path, std::string_view reason, Access access = Access::write) {
    const auto opened = open(path, access);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::internal);
    EXPECT_NE(opened.error().detail.find(path), std::string::npos) << opened.error().detail;
    EXPECT_NE(opened.error().detail.find(reason), std::string::npos) << opened.error().detail;
  };
  expect(directory_.file("file/test.db"), "Not a directory");
  expect(directory_.file(""), "Is a directory");
  expect(directory_.file("text.db"), "file is not a database");
  expect(directory_.file("missing.db"), "No such file", Access::read);
  expect("", "empty");
}

}  // namespace
}  // namespace conduit::sqlite
