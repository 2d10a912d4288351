#pragma once

#include "base/clock.hpp"
#include "platform/mongo/document.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace conduit::mongo {

/// How far the secondaries of a replica set are behind, from what the members tell the driver anyway: every ten seconds
/// each says who it is and when it last wrote. Good to about that; no question is asked for it. Safe from all threads.
class ReplicationLag {
 public:
  using Clock = std::chrono::steady_clock;

  /// What a member has answered to `hello`. A deployment that is no replica set says nothing of its writes.
  void note(const std::string& member, View answer, Clock::time_point when);

  /// Of the secondary furthest behind. Empty while no secondary, or no primary to hold it against, has answered lately.
  [[nodiscard]] std::optional<std::chrono::milliseconds> furthest(Clock::time_point now) const;

 private:
  struct Member {
    bool is_primary = false;
    Timestamp last_write;
    Clock::time_point heard_at;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Member> members_;
};

}  // namespace conduit::mongo
