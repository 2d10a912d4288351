#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// A comment under an article: its type, limit and validation. Pure: no I/O, no JSON.

namespace conduit::comments {

inline constexpr std::size_t kMaxBodyBytes = std::size_t{64} * 1024;

struct Comment {
  CommentId id;
  ArticleId article;
  UserId author;
  std::string body;
  Timestamp created_at;
  Timestamp updated_at;

  bool operator==(const Comment&) const = default;
};

/// The body as it is to be stored, or `invalid` naming `body`.
[[nodiscard]] Result<std::string> valid_body(std::string_view text);

}  // namespace conduit::comments
