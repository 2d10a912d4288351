#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// An article: its types, limits, slug and validation. Pure: no I/O, no JSON.

namespace conduit::articles {

inline constexpr std::size_t kMaxTitleLength = 256;         // code points
inline constexpr std::size_t kMaxDescriptionLength = 1024;  // code points
inline constexpr std::size_t kMaxBodyBytes = std::size_t{256} * 1024;
inline constexpr std::size_t kMaxTagLength = 64;  // code points
inline constexpr std::size_t kMaxTags = 32;
inline constexpr std::size_t kMaxSlugBytes = 80;  // before a suffix
inline constexpr std::int64_t kDefaultPageSize = 20;
inline constexpr std::int64_t kMaxPageSize = 100;
/// Deeper pages are read with a cursor: an offset costs a walk over all that it skips.
inline constexpr std::int64_t kMaxOffset = 10'000;

/// What lists show: everything but the body.
struct ArticleSummary {
  ArticleId id;
  std::string slug;
  std::string title;
  std::string description;
  /// Sorted, without duplicates.
  std::vector<std::string> tags;
  UserId author;
  Timestamp created_at;
  Timestamp updated_at;
  std::int64_t favorites_count = 0;

  bool operator==(const ArticleSummary&) const = default;
};

struct Article : ArticleSummary {
  std::string body;

  bool operator==(const Article&) const = default;
};

/// A partial update: what is empty stays as it is.
struct ArticleChanges {
  std::optional<std::string> title;
  /// Set exactly when the title changes; the old slug goes on leading to the article's page.
  std::optional<std::string> slug;
  std::optional<std::string> description;
  std::optional<std::string> body;
  std::optional<std::vector<std::string>> tags;

  [[nodiscard]] bool empty() const { return !title && !slug && !description && !body && !tags; }
};

/// A place in a list ordered newest first by (created_at, id): the last article of the page before.
struct Cursor {
  Timestamp created_at;
  ArticleId id;

  bool operator==(const Cursor&) const = default;
};

/// Which part of a list to read. With `after`, `offset` is zero.
struct Window {
  std::int64_t limit = kDefaultPageSize;
  std::int64_t offset = 0;
  std::optional<Cursor> after;
};

/// Conditions that combine with AND.
struct ArticleFilter {
  std::optional<std::string> tag;
  std::optional<UserId> author;
  std::optional<UserId> favorited_by;
  /// Words to find in title, description, tags or body, in any order and case: an article matches when it has all of
  /// them (of the first 16). Text without a word matches nothing.
  std::optional<std::string> text;
};

struct ArticlePage {
  std::vector<ArticleSummary> articles;
  /// All matches, not only this page's.
  std::int64_t total = 0;
};

/// An article's text, where many are read at once.
struct ArticleBody {
  ArticleId id;
  std::string body;

  bool operator==(const ArticleBody&) const = default;
};

/// What leads to an article, where all are listed.
struct ArticleAddress {
  std::string slug;
  Timestamp updated_at;
  Cursor place;

  bool operator==(const ArticleAddress&) const = default;
};

/// A stretch of the walk over all articles, oldest first by (created_at, id).
struct Stretch {
  /// Empty: from the first article on.
  std::optional<Cursor> after = {};
  /// How many to pass over first. As cheap as an index can make it, but not free.
  std::int64_t skip = 0;
  std::int64_t limit = 0;
};

struct TagCount {
  std::string tag;
  std::int64_t articles = 0;

  bool operator==(const TagCount&) const = default;
};

/// `attempt` 0 is the title alone in [a-z0-9-]; from 1 on, and when the title leaves nothing, a random suffix follows.
/// The store's unique index decides; callers retry with the next attempt.
[[nodiscard]] std::string make_slug(std::string_view title, int attempt);

/// An opaque token for a Cursor, safe in a query string; parse_cursor() refuses what to_token() never wrote.
[[nodiscard]] std::string to_token(const Cursor& cursor);
[[nodiscard]] Result<Cursor> parse_cursor(std::string_view token);

// Each answers with the value as it is to be stored (trimmed, in normal form), or `invalid` naming the field.
[[nodiscard]] Result<std::string> valid_title(std::string_view text);
[[nodiscard]] Result<std::string> valid_description(std::string_view text);
[[nodiscard]] Result<std::string> valid_body(std::string_view text);
/// Trimmed, blanks dropped, sorted, without duplicates.
[[nodiscard]] Result<std::vector<std::string>> valid_tags(std::span<const std::string> tags);

}  // namespace conduit::articles
