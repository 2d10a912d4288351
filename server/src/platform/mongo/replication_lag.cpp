#include "platform/mongo/replication_lag.hpp"

#include "base/clock.hpp"
#include "platform/mongo/document.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

namespace conduit::mongo {
namespace {

/// Six answers missed: the member is away, and how far it was behind says nothing any more.
constexpr std::chrono::minutes kForgotten{1};

struct Word {
  bool is_primary = false;
  Timestamp last_write;
};

std::optional<Word> read(View answer) {
  // `ismaster` is what servers call it that are asked in the old way, as the driver asks first.
  const auto primary = answer.get<std::optional<bool>>("isWritablePrimary");
  const bool writes = primary ? *primary : answer.get<std::optional<bool>>("ismaster").value_or(false);
  const bool follows = answer.get<std::optional<bool>>("secondary").value_or(false);
  const auto write = answer.get<std::optional<Document>>("lastWrite");
  const auto date = write ? write->get<std::optional<Timestamp>>("lastWriteDate") : std::nullopt;
  if (!date || !(writes || follows)) {
    return std::nullopt;
  }
  return Word{.is_primary = writes, .last_write = *date};
}

/// Nothing may be thrown through the driver, and what cannot be read says nothing.
std::optional<Word> word_of(View answer) {
  try {
    return read(answer);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace

void ReplicationLag::note(const std::string& member, View answer, Clock::time_point when) {
  const auto word = word_of(answer);
  const std::scoped_lock lock{mutex_};
  if (word) {
    members_.insert_or_assign(member,
                              Member{.is_primary = word->is_primary, .last_write = word->last_write, .heard_at = when});
  } else {
    members_.erase(member);
  }
}

std::optional<std::chrono::milliseconds> ReplicationLag::furthest(Clock::time_point now) const {
  const std::scoped_lock lock{mutex_};
  // After an election the old primary may not have spoken yet: who spoke last is it.
  const Member* primary = nullptr;
  for (const auto& [name, member] : members_) {
    if (member.is_primary && now - member.heard_at < kForgotten &&
        (primary == nullptr || member.heard_at > primary->heard_at)) {
      primary = &member;
    }
  }
  std::optional<std::chrono::milliseconds> lag;
  for (const auto& [name, member] : members_) {
    if (primary == nullptr || member.is_primary || now - member.heard_at >= kForgotten) {
      continue;
    }
    // They are heard at different times; a primary goes on writing meanwhile.
    const auto apart = std::chrono::duration_cast<std::chrono::milliseconds>(member.heard_at - primary->heard_at);
    const auto behind = primary->last_write - member.last_write + apart;
    lag = std::max({lag.value_or(std::chrono::milliseconds{0}), behind});
  }
  return lag;
}

}  // namespace conduit::mongo
