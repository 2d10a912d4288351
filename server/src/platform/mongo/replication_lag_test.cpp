#include "platform/mongo/replication_lag.hpp"

#include "base/clock.hpp"
#include "platform/mongo/document.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace conduit::mongo {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class ReplicationLagTest : public testing::Test {
 protected:
  /// `wrote` and `heard` count from the same moment.
  void primary(const std::string& name, milliseconds wrote, milliseconds heard) { note(name, true, wrote, heard); }
  void secondary(const std::string& name, milliseconds wrote, milliseconds heard) { note(name, false, wrote, heard); }
  void note(const std::string& name, bool is_primary, milliseconds wrote, milliseconds heard) {
    const auto written = doc("lastWriteDate", Timestamp{minutes{1'000} + wrote});
    const auto answer = doc("isWritablePrimary", is_primary, "secondary", !is_primary, "lastWrite", written);
    lag.note(name, answer.view(), start + heard);
  }
  std::optional<milliseconds> furthest(milliseconds at) const { return lag.furthest(start + at); }

  ReplicationLag::Clock::time_point start = ReplicationLag::Clock::now();
  ReplicationLag lag;
};

TEST_F(ReplicationLagTest, IsThatOfTheSecondaryFurthestBehind) {
  primary("a", seconds{100}, seconds{0});
  secondary("b", seconds{99}, seconds{0});
  secondary("c", seconds{58}, seconds{0});
  EXPECT_EQ(furthest(seconds{0}), seconds{42});

  secondary("c", seconds{100}, seconds{0});
  EXPECT_EQ(furthest(seconds{0}), seconds{1});
}

TEST_F(ReplicationLagTest, AllowsForMembersBeingHeardAtDifferentTimes) {
  primary("a", seconds{100}, seconds{0});
  secondary("b", seconds{107}, seconds{8});
  EXPECT_EQ(furthest(seconds{8}), seconds{1});

  primary("a", seconds{110}, seconds{10});
  EXPECT_EQ(furthest(seconds{10}), seconds{1});
  secondary("b", seconds{120}, seconds{10});
  EXPECT_EQ(furthest(seconds{10}), seconds{0}) << "none is ahead";
}

TEST_F(ReplicationLagTest, IsUnknownWithoutASecondaryAndWithoutAPrimary) {
  EXPECT_EQ(furthest(seconds{0}), std::nullopt);
  primary("a", seconds{1}, seconds{0});
  EXPECT_EQ(furthest(seconds{0}), std::nullopt);

  // An election: who was the primary follows, and nobody has won yet.
  secondary("a", seconds{2}, seconds{1});
  secondary("b", seconds{1}, seconds{1});
  EXPECT_EQ(furthest(seconds{1}), std::nullopt);
  primary("b", seconds{60}, seconds{2});
  EXPECT_EQ(furthest(seconds{2}), seconds{57});
}

TEST_F(ReplicationLagTest, ForgetsWhoIsAway) {
  primary("a", seconds{100}, seconds{0});
  secondary("b", seconds{60}, seconds{0});
  secondary("c", seconds{59}, seconds{0});
  primary("a", seconds{150}, seconds{50});
  secondary("c", seconds{150}, seconds{50});
  EXPECT_EQ(furthest(seconds{59}), seconds{40});
  EXPECT_EQ(furthest(seconds{60}), seconds{0}) << "of b nothing is known any more";
  EXPECT_EQ(furthest(minutes{5}), std::nullopt);
}

TEST_F(ReplicationLagTest, BelievesTheYoungerOfTwoWhoCallThemselvesPrimary) {
  primary("a", seconds{100}, seconds{0});
  primary("b", seconds{200}, seconds{9});
  secondary("c", seconds{200}, seconds{9});
  EXPECT_EQ(furthest(seconds{10}), seconds{0});
}

TEST_F(ReplicationLagTest, SaysNothingOfADeploymentThatIsNoReplicaSet) {
  secondary("b", seconds{60}, seconds{0});
  for (const auto& answer : {doc("ismaster", true), doc("ismaster", true, "lastWrite", "today")}) {
    primary("a", seconds{100}, seconds{0});
    EXPECT_EQ(furthest(seconds{0}), seconds{40});
    lag.note("a", answer.view(), start);
    EXPECT_EQ(furthest(seconds{0}), std::nullopt);
  }
}

TEST_F(ReplicationLagTest, ReadsAnAnswerToTheOldQuestionToo) {
  const auto written = [](seconds at) { return doc("lastWriteDate", Timestamp{at}); };
  lag.note("a", doc("ismaster", true, "secondary", false, "lastWrite", written(seconds{100})).view(), start);
  lag.note("b", doc("ismaster", false, "secondary", true, "lastWrite", written(seconds{60})).view(), start);
  EXPECT_EQ(furthest(seconds{0}), seconds{40});
}

}  // namespace
}  // namespace conduit::mongo
