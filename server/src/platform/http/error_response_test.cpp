#include "platform/http/error_response.hpp"

#include <gtest/gtest.h>

namespace conduit::http {
namespace {

TEST(ErrorResponse, GroupsMessagesByField) {
  Error error = invalid("title", "can't be blank");
  error.fields.push_back({"body", "is too long"});
  error.fields.push_back({"title", "is odd"});
  const auto response = error_response(error);
  EXPECT_EQ(response.status, 422U);
  EXPECT_EQ(response.body, R"({"errors":{"title":["can't be blank","is odd"],"body":["is too long"]}})");
}

TEST(ErrorResponse, KeepsItsDetailFromClients) {
  auto error = internal_error("SELECT secret FROM users failed");
  error.fields.push_back({"users.email", "constraint"});
  const auto response = error_response(error);
  EXPECT_EQ(response.status, 500U);
  EXPECT_EQ(response.body, R"({"errors":{"server":["failed to answer this request"]}})");
}

TEST(ErrorResponse, SaysWhenToTryAgain) {
  const auto response = error_response(unavailable("queue full", std::chrono::seconds{3}));
  EXPECT_EQ(response.status, 503U);
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0].second, "3");
}

}  // namespace
}  // namespace conduit::http
