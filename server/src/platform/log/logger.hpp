#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conduit::log {

class Sink;

enum class Level : std::uint8_t { debug, info, warn, error };
enum class Format : std::uint8_t { json, text };

/// A named value of a log line. Text must not hold what is secret: no token, password, e-mail or body.
struct Field {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, bool> value;
};

/// One line per event, written by a thread of its own: when whoever reads our output stops reading, lines are dropped
/// and counted, and requests go on. Lines stay below 16 KiB, the size up to which container runtimes keep them whole.
class Logger {
 public:
  struct Options {
    Level level = Level::info;
    Format format = Format::json;
    /// Where lines go; standard output in the server.
    int descriptor = 1;
    /// For text on a terminal.
    bool colours = false;
    /// Said in every line of JSON, for collectors that bring together many programs.
    std::vector<std::pair<std::string, std::string>> identity = {};
    /// Bytes that may wait to be written before lines are dropped.
    std::size_t buffer_bytes = std::size_t{1} * 1024 * 1024;
  };

  Logger(Options options, const Clock& clock);
  /// Writes what waits, for at most a second.
  ~Logger();

  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;
  Logger(Logger&&) = delete;
  Logger& operator=(Logger&&) = delete;

  [[nodiscard]] bool enabled(Level level) const { return level >= options_.level; }

  /// `{"ts":…,"level":…,"msg":…, fields…}` on one line, or the same for a reader at a terminal.
  void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});

  /// Takes the fields as the JSON members that follow `msg` (without braces), or as the text that follows the message:
  /// for callers on the hot path that write them straight.
  void write_prepared(Level level, std::string_view message, std::string_view fields);

  [[nodiscard]] Format format() const { return options_.format; }
  [[nodiscard]] std::uint64_t dropped_lines() const;

 private:
  [[nodiscard]] std::string finished_line(Level level, std::string_view message, std::string_view fields) const;

  Options options_;
  const Clock& clock_;
  /// `"name":"value",…` of the identity.
  std::string identity_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace conduit::log
