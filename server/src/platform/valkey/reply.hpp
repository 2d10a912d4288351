#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;  // NOLINT(readability-identifier-naming): hiredis' own name

// RESP2, the wire format: hiredis parses, we write. RESP3 and what needs it (client-side tracking) is not spoken.

namespace conduit::valkey {

struct Reply {
  enum class Kind : std::uint8_t { nil, status, error, integer, string, array };

  Kind kind = Kind::nil;
  std::int64_t integer = 0;
  /// Of a string, a status (`OK`) or an error (`NOAUTH Authentication required.`).
  std::string text;
  std::vector<Reply> elements;

  [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
  /// Whether this is an error of that kind, which is its first word.
  [[nodiscard]] bool is_error(std::string_view code) const;
};

/// Appends a command as an array of strings.
void append_command(std::string& out, std::span<const std::string_view> arguments);

/// Turns bytes into replies, wherever they were cut.
class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;
  ReplyReader(ReplyReader&&) = delete;
  ReplyReader& operator=(ReplyReader&&) = delete;

  void feed(std::string_view bytes);
  /// Nothing while the next reply is incomplete; what is wrong when the bytes are not RESP2: the connection is of no
  /// use then.
  [[nodiscard]] std::expected<std::optional<Reply>, std::string> next();

 private:
  struct ReaderDeleter {
    void operator()(redisReader* reader) const noexcept;
  };
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
};

}  // namespace conduit::valkey
