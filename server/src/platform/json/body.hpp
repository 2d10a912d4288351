#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::json {

/// A `false` that may be `true` for another reader, such as whether they follow somebody.
struct ReaderFlag {
  static constexpr std::string_view kDown = "false";
  static constexpr std::string_view kUp = "true";

  /// What it tells. Kinds are small numbers that features name in their own headers (see profiles/profile_json.hpp).
  enum class Kind : std::uint8_t {};

  /// Of its first byte.
  std::size_t offset = 0;
  Kind kind{};
  /// Of what: a number that the kind gives a meaning.
  std::int64_t id = 0;

  bool operator==(const ReaderFlag&) const = default;
};

/// JSON, and where it stands in it what depends on the reader, in the order of the text.
struct Body {
  std::string text;
  std::vector<ReaderFlag> flags;
};

}  // namespace conduit::json
