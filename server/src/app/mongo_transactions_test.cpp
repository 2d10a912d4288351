#include "app/mongo_test_support.hpp"
#include "app/sqlite_test_support.hpp"
#include "base/error.hpp"
#include "platform/mongo/atomically.hpp"
#include "platform/mongo/database.hpp"
#include "platform/mongo/document.hpp"
#include "platform/mongo/session.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Changes that are there as a whole or not at all, on a deployment with transactions, and what becomes of them when it
// refuses one.

namespace conduit {
namespace {

using mongo::atomically;
using mongo::doc;
using mongo::Session;

constexpr std::string_view kItems = "tags";
constexpr std::uint32_t kWriteConflict = 112;

/// Has the server fail its next commands of a name, with its own fail point: a real one needs enableTestCommands.
class FailPoint {
 public:
  FailPoint(std::string_view command, std::int64_t times, std::uint32_t code, const std::vector<std::string>& labels) {
    const auto data = doc("failCommands", std::vector<std::string>{std::string{command}}, "errorCode",
                          std::int64_t{code}, "errorLabels", labels);
    is_set_ = set(doc("configureFailPoint", "failCommand", "mode", doc("times", times), "data", data)).has_value();
  }
  FailPoint(const FailPoint&) = delete;
  FailPoint& operator=(const FailPoint&) = delete;
  FailPoint(FailPoint&&) = delete;
  FailPoint& operator=(FailPoint&&) = delete;
  ~FailPoint() { static_cast<void>(set(doc("configureFailPoint", "failCommand", "mode", "off"))); }

  [[nodiscard]] bool is_set() const { return is_set_; }

 private:
  Result<mongo::Document> set(const mongo::Document& command) {
    return admin_->run_now([&command](Session& session) { return session.command(command); });
  }

  std::unique_ptr<mongo::Database> admin_ =
      must(mongo::Database::open(mongo_test_database(MongoKind::replica_set, "admin")));
  bool is_set_ = false;
};

class MongoTransactions : public testing::Test {
 protected:
  void SetUp() override {
    if (!mongo_test_server()) {
      GTEST_SKIP() << "TEST_MONGO_URI names no server";
    }
    database_.emplace();
  }

  /// Adds two documents, in one change; `end` is what the change answers then.
  Result<> add_two(const std::function<Result<>()>& end = [] { return Result<>{}; }) {
    return (*database_)->run_now([&](Session& session) {
      return atomically(session, [&](Session& part) -> Result<> {
        ++attempts_;
        was_in_transaction_ = part.in_transaction();
        TRY(part.insert(kItems, doc("_id", "one")));
        TRY(part.insert(kItems, doc("_id", "two")));
        return end();
      });
    });
  }

  std::int64_t items() {
    return must((*database_)->run_now([](Session& session) { return session.count(kItems, doc()); }));
  }

  std::optional<MigratedMongo> database_;
  int attempts_ = 0;
  bool was_in_transaction_ = false;
};

TEST_F(MongoTransactions, ChangeAllAtOnce) {
  must(add_two());

  EXPECT_EQ(items(), 2);
  EXPECT_EQ(attempts_, 1);
  EXPECT_TRUE(was_in_transaction_);
}

TEST_F(MongoTransactions, LeaveNothingOfAChangeThatEndsInAnError) {
  const auto changed = add_two([]() -> Result<> { return std::unexpected(not_found("profile")); });

  EXPECT_EQ(changed.error().code, ErrorCode::not_found);
  EXPECT_EQ(attempts_, 1);
  EXPECT_EQ(items(), 0);
}

TEST_F(MongoTransactions, LeaveNothingOfAChangeThatThrows) {
  EXPECT_THROW(static_cast<void>(add_two([]() -> Result<> { throw std::runtime_error{"not as stored"}; })),
               std::runtime_error);

  EXPECT_EQ(items(), 0);
}

TEST_F(MongoTransactions, TellOfADuplicateAndLeaveNothing) {
  must((*database_)->run_now([](Session& session) { return session.insert(kItems, doc("_id", "two")); }));

  const auto changed = add_two();

  EXPECT_EQ(changed.error().code, ErrorCode::conflict);
  EXPECT_EQ(attempts_, 1);
  EXPECT_EQ(items(), 1);
}

TEST_F(MongoTransactions, BeginAgainAfterAConflict) {
  for (const auto* const command : {"insert", "commitTransaction"}) {
    SCOPED_TRACE(command);
    database_.emplace();
    attempts_ = 0;
    const FailPoint failures{command, 2, kWriteConflict, {"TransientTransactionError"}};
    if (!failures.is_set()) {
      GTEST_SKIP() << "the server has no fail points";
    }

    must(add_two());

    EXPECT_EQ(attempts_, 3);
    EXPECT_TRUE(was_in_transaction_);
    EXPECT_EQ(items(), 2);
  }
}

TEST_F(MongoTransactions, AreGivenUpForPlainWritesThatAlwaysGetThrough) {
  const FailPoint failures{"commitTransaction", 1'000, kWriteConflict, {"TransientTransactionError"}};
  if (!failures.is_set()) {
    GTEST_SKIP() << "the server has no fail points";
  }

  must(add_two());

  EXPECT_GT(attempts_, 2);
  EXPECT_FALSE(was_in_transaction_);
  EXPECT_EQ(items(), 2);
}

TEST_F(MongoTransactions, AreCommittedOnceMoreWhenTheAnswerWasLost) {
  constexpr std::uint32_t kMaxTimeExpired = 50;
  const FailPoint failures{"commitTransaction", 1, kMaxTimeExpired, {"UnknownTransactionCommitResult"}};
  if (!failures.is_set()) {
    GTEST_SKIP() << "the server has no fail points";
  }

  must(add_two());

  EXPECT_EQ(attempts_, 1);
  EXPECT_EQ(items(), 2);
}

TEST_F(MongoTransactions, AreNotTriedAgainWhereTheyAreNotSupported) {
  constexpr std::uint32_t kFeatureNotSupported = 303;
  {
    const FailPoint failures{"insert", 1, kFeatureNotSupported, {}};
    if (!failures.is_set()) {
      GTEST_SKIP() << "the server has no fail points";
    }
    must(add_two());
  }
  EXPECT_EQ(attempts_, 2);
  EXPECT_FALSE(was_in_transaction_);
  EXPECT_EQ(items(), 2);

  must((*database_)->run_now([](Session& session) { return session.remove_all(kItems, doc()); }));
  must(add_two());

  EXPECT_EQ(attempts_, 3);
  EXPECT_FALSE(was_in_transaction_);
}

TEST(MongoStandalone, HasNoTransactions) {
  if (!mongo_test_server(MongoKind::standalone)) {
    GTEST_SKIP() << "TEST_MONGO_STANDALONE_URI names no server";
  }
  const MigratedMongo database{MongoKind::standalone};

  const auto in_transaction = must(database->run_now([](Session& session) {
    return atomically(session, [](Session& part) -> Result<bool> {
      TRY(part.insert(kItems, doc("_id", "one")));
      return part.in_transaction();
    });
  }));

  EXPECT_FALSE(in_transaction);
}

}  // namespace
}  // namespace conduit
