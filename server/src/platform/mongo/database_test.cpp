#include "platform/mongo/database.hpp"

#include "base/task_test_support.hpp"
#include "platform/mongo/error.hpp"

#include <gtest/gtest.h>
#include <mongoc/mongoc.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace conduit::mongo {
namespace {

using std::chrono::steady_clock;

/// Nobody listens there: port 1 of loopback.
constexpr const char* kNobody = "mongodb://ann:secret%40word@127.0.0.1:1/conduit";

TEST(MongoDatabase, RefusesAStringThatCannotBeUsedAndNamesTheSetting) {
  for (const auto* const url : {"mongodb://", "mongodb://host:port/x", "mongodb://host", "mongodb://host/",
                                "mongodb://ann:pa@ss:word@host/db", "mongodb://host/db?readPreference=secondary"}) {
    const auto opened = Database::open(url);
    ASSERT_FALSE(opened) << url;
    EXPECT_TRUE(complains(opened.error(), ErrorCode::invalid, "CONDUIT_DATABASE_URL")) << url;
  }
}

TEST(MongoDatabase, RefusesAFileOfAuthoritiesThatCannotBeRead) {
  const auto opened = Database::open("mongodb://127.0.0.1:1/conduit?tls=true&tlsCAFile=/gone/bundle.pem");

  ASSERT_FALSE(opened);
  EXPECT_TRUE(complains(opened.error(), ErrorCode::invalid, "CONDUIT_DATABASE_URL"));
  EXPECT_TRUE(opened.error().fields.front().message.contains("tlsCAFile /gone/bundle.pem cannot be read"));
}

TEST(MongoDatabase, IsUnavailableWithinFiveSecondsWhenNobodyAnswers) {
  const auto database = Database::open(kNobody).value();
  const auto started = steady_clock::now();

  const auto found = run(database->run([](Session& session) { return session.count("users", doc()); }));

  EXPECT_LT(steady_clock::now() - started, std::chrono::seconds{5});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(found.error().retry_after);
  EXPECT_NE(found.error().detail.find("127.0.0.1:1"), std::string::npos) << found.error().detail;
  EXPECT_EQ(found.error().detail.find("secret"), std::string::npos) << found.error().detail;
}

TEST(MongoDatabase, AnswersWithUnavailableWhenNoConnectionIsFreeInTime) {
  const auto database =
      Database::open(std::string{kNobody} + "?maxPoolSize=1&waitQueueTimeoutMS=50&serverSelectionTimeoutMS=1000")
          .value();
  const auto nested = database->run_now([&database](Session&) {
    return database->run_now([](Session& session) { return session.count("users", doc()); });
  });
  ASSERT_FALSE(nested);
  EXPECT_EQ(nested.error().code, ErrorCode::unavailable);
}

bson_error_t driver_error(std::uint32_t domain, std::uint32_t code, const char* message) {
  bson_error_t error{};
  error.domain = domain;
  error.code = code;
  std::snprintf(error.message, sizeof error.message, "%s", message);
  return error;
}

TEST(MongoErrors, TellWhatMayPassFromWhatWillNot) {
  EXPECT_EQ(to_error(driver_error(MONGOC_ERROR_SERVER, 11000, "E11000 …")).code, ErrorCode::conflict);
  EXPECT_EQ(to_error(driver_error(MONGOC_ERROR_SERVER, 10107, "not primary")).code, ErrorCode::unavailable);
  EXPECT_EQ(to_error(driver_error(MONGOC_ERROR_SERVER, 50, "time limit")).code, ErrorCode::unavailable);
  EXPECT_EQ(to_error(driver_error(MONGOC_ERROR_WRITE_CONCERN, 64, "waiting for replication timed out")).code,
            ErrorCode::unavailable);
  EXPECT_EQ(to_error(driver_error(MONGOC_ERROR_STREAM, 4, "socket error")).code, ErrorCode::unavailable);
  EXPECT_EQ(to_error(driver_error(MONGOC_ERROR_SERVER, 59, "no such command")).code, ErrorCode::internal);
  EXPECT_EQ(to_error(driver_error(MONGOC_ERROR_CLIENT, MONGOC_ERROR_CLIENT_AUTHENTICATE, "failed")).code,
            ErrorCode::internal);
}

TEST(MongoErrors, NameTheIndexThatRefused) {
  const auto error = to_error(driver_error(
      MONGOC_ERROR_SERVER, 11000,
      "E11000 duplicate key error collection: conduit.users index: users_by_email_key dup key: { emailKey: \"a\" }"));
  EXPECT_TRUE(is_conflict_on(error, "users_by_email_key"));
  EXPECT_FALSE(is_conflict_on(error, "users_by_email"));
  EXPECT_FALSE(is_conflict_on(error, "users_by_username_key"));
}

TEST(MongoErrors, KeepValuesOfDocumentsToThemselves) {
  const auto error = to_error(driver_error(
      MONGOC_ERROR_SERVER, 11000, "E11000 duplicate key error index: x dup key: { emailKey: \"ann@example.com\" }"));
  EXPECT_EQ(error.detail.find("ann@"), std::string::npos) << error.detail;
}

TEST(MongoErrors, TakeATroubleWithTlsForPassingOnceTheServerRuns) {
  const auto error = driver_error(MONGOC_ERROR_STREAM, 4, "TLS handshake failed: unexpected eof");
  EXPECT_EQ(to_error(error).code, ErrorCode::unavailable);
  EXPECT_TRUE(is_refusal(error));
}

}  // namespace
}  // namespace conduit::mongo
