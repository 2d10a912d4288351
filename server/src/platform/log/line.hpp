#pragma once

#include "base/clock.hpp"
#include "platform/log/logger.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

// How a log line looks. Whatever it is given, a line is one line, is UTF-8, and stays below kMaxLineBytes.

namespace conduit::log {

/// With its line feed; the size up to which container runtimes keep a line whole.
inline constexpr std::size_t kMaxLineBytes = std::size_t{16} * 1024;

struct LineStyle {
  Format format = Format::json;
  bool colours = false;
  /// JSON members without braces that stand in every line, behind the message.
  std::string_view identity = {};
};

/// `fields` as Logger::write_prepared() takes them; what does not fit is left out, and the line says so.
[[nodiscard]] std::string line_of(LineStyle style, Timestamp time, Level level, std::string_view message,
                                  std::string_view fields);

/// What `fields` are in that format: JSON members without braces, or `name=value` pairs.
[[nodiscard]] std::string prepared(Format format, std::initializer_list<Field> fields);

}  // namespace conduit::log
