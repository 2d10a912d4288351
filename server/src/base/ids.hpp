#pragma once

#include "base/clock.hpp"

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>

namespace conduit {

/// An opaque, time-ordered identifier. The tag keeps a user's id from being passed as an article's.
template <class Tag>
struct Id {
  std::int64_t value = 0;

  auto operator<=>(const Id&) const = default;
};

using UserId = Id<struct UserTag>;
using ArticleId = Id<struct ArticleTag>;
using CommentId = Id<struct CommentTag>;

/// How often a caller draws before it gives up: as many collisions in a row mean that something is broken.
inline constexpr int kMaxIdDraws = 3;

/// Makes ids below 2^53, exact in every JSON reader: 41 bits of milliseconds since 2024 and 12 bits that are random
/// at the start of each millisecond and count up within it. Strictly increasing in one process, even when the clock
/// steps back. Two servers can draw the same id (1 in 4096 for ids of the same millisecond): the store's unique
/// index decides, and the caller draws again.
class IdGenerator {
 public:
  explicit IdGenerator(const Clock& clock) : clock_(clock) {}

  template <class AnyId>
  [[nodiscard]] AnyId next() {
    return AnyId{next_value()};
  }

 private:
  std::int64_t next_value();

  const Clock& clock_;
  std::atomic<std::int64_t> last_{0};
};

}  // namespace conduit

template <class Tag>
struct std::hash<conduit::Id<Tag>> {
  std::size_t operator()(const conduit::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
