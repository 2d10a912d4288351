#include "platform/mongo/document.hpp"

#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace conduit::mongo {
namespace {

TEST(Document, GivesBackWhatWasAdded) {
  const auto now = Timestamp{std::chrono::milliseconds{1'769'849'100'123}};
  const std::vector<std::string> tags{"a", "ü", ""};
  const auto document =
      doc("n", std::int64_t{1} << 53, "yes", true, "text", "Zoë \"x\"", "empty", std::string_view{}, "at", now, "id",
          UserId{7}, "none", std::optional<std::string>{}, "tags", tags, "inner", doc("x", 1));

  EXPECT_EQ(document.get<std::int64_t>("n"), std::int64_t{1} << 53);
  EXPECT_TRUE(document.get<bool>("yes"));
  EXPECT_EQ(document.get<std::string>("text"), "Zoë \"x\"");
  EXPECT_EQ(document.get<std::string>("empty"), "");
  EXPECT_EQ(document.get<Timestamp>("at"), now);
  EXPECT_EQ(document.get<UserId>("id"), UserId{7});
  EXPECT_EQ(document.get<std::optional<std::string>>("none"), std::nullopt);
  EXPECT_EQ(document.get<std::optional<std::string>>("missing"), std::nullopt);
  EXPECT_EQ(document.get<std::vector<std::string>>("tags"), tags);
  EXPECT_EQ(document.get<Document>("inner").get<std::int64_t>("x"), 1);
}

TEST(Document, RefusesWhatIsNotThereOrOfAnotherType) {
  const auto document = doc("n", 1, "text", "x");
  EXPECT_THROW(static_cast<void>(document.get<std::string>("n")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(document.get<std::int64_t>("text")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(document.get<std::int64_t>("missing")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(document.get<std::vector<std::string>>("n")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(document.get<std::optional<std::string>>("n")), std::runtime_error);
}

TEST(Document, IsCopiedAndMovedWhole) {
  auto first = doc("x", 1);
  const auto copy = first;
  first.add("y", 2);
  EXPECT_FALSE(copy == first);
  const auto moved = std::move(first);
  EXPECT_EQ(moved.get<std::int64_t>("y"), 2);
}

}  // namespace
}  // namespace conduit::mongo
