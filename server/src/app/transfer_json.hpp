#pragma once

#include "app/transfer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// One line of an export file. The first says what the file is; then comes a line for each record; the last one says how
// many there were, so that a file that was cut off shows.
//
//     {"format":"conduit-export","version":1}
//     {"type":"user","id":17,"username":"ann","email":"ann@example.com","passwordHash":"$argon2id$…",…}
//     {"type":"article","id":18,"slug":"…","formerSlugs":[],"title":"…",…}
//     {"type":"follow","follower":17,"followee":17}
//     {"type":"favorite","user":17,"article":18}
//     {"type":"comment","id":19,"article":18,"author":17,"body":"…",…}
//     {"type":"end","records":5}

namespace conduit::app {

/// The last line.
struct EndOfExport {
  std::int64_t records = 0;

  bool operator==(const EndOfExport&) const = default;
};

using Line = std::variant<Record, EndOfExport>;

[[nodiscard]] std::string_view export_header();
/// Append a line with its end.
void append_line(std::string& out, const Record& record);
void append_line(std::string& out, EndOfExport end);

/// The two read what the others write; members that are not known are passed over. `invalid` naming the member that is
/// missing or not as it should be.
[[nodiscard]] Result<> parse_header(std::string_view line);
[[nodiscard]] Result<Line> parse_line(std::string_view line);

}  // namespace conduit::app
