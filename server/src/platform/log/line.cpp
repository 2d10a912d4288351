#include "platform/log/line.hpp"

#include "platform/json/writer.hpp"
#include "text/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <variant>

namespace conduit::log {
namespace {

/// No value takes more than its share: the others must find room too.
constexpr std::size_t kMaxValueBytes = kMaxLineBytes / 4;

constexpr std::string_view kCutInJson = R"("truncated":true)";
constexpr std::string_view kCutInText = "…";

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      break;
  }
  return "error";
}

/// Select graphic rendition (ECMA-48): dim, plain, yellow, red.
std::string_view colour_of(Level level) {
  switch (level) {
    case Level::debug:
      return "\x1b[2m";
    case Level::info:
      return "";
    case Level::warn:
      return "\x1b[33m";
    case Level::error:
      break;
  }
  return "\x1b[31m";
}

/// At most `limit` bytes from the front, cut between characters.
std::string_view shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) {
    return text;
  }
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0U) == 0x80) {
    --limit;
  }
  return text.substr(0, limit);
}

/// Details of errors quote what others sent, which need not be text.
std::string as_utf8(std::string text) {
  if (!text::is_valid_utf8(text)) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  }
  return text;
}

/// Appends `text` so that a terminal shows it and does not obey it, nor starts another line.
void append_visible(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto upper_control = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    } else if (upper_control) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(text[++i]));
    } else {
      out += text[i];
    }
  }
}

/// Where the JSON members `fields` can be cut so that at most `limit` bytes are left: before the last comma between
/// members, which is one outside of strings and brackets.
std::size_t last_member_within(std::string_view fields, std::size_t limit) {
  std::size_t end = 0;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < std::min(fields.size(), limit + 1); ++i) {
    const auto c = fields[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ',' && depth == 0) {
      end = i;
    }
  }
  return end;
}

std::string json_line(std::string_view identity, Timestamp time, Level level, std::string_view message,
                      std::string_view fields) {
  std::string line;
  line.reserve(fields.size() + message.size() + identity.size() + 80);
  json::Writer{line}
      .begin_object()
      .member("ts", time)
      .member("level", name_of(level))
      .member("msg", shortened(message, kMaxValueBytes / 6));  // an escape makes six bytes of one
  if (!identity.empty()) {
    line.append(",").append(identity);
  }
  const auto room = kMaxLineBytes - line.size() - kCutInJson.size() - std::string_view{",,}\n"}.size();
  const auto fits = fields.size() <= room;
  if (const auto kept = fits ? fields : fields.substr(0, last_member_within(fields, room)); !kept.empty()) {
    line.append(",").append(kept);
  }
  if (!fits) {
    line.append(",").append(kCutInJson);
  }
  line += "}\n";
  return line;
}

std::string text_line(bool colours, Timestamp time, Level level, std::string_view message, std::string_view fields) {
  const auto colour = colours ? colour_of(level) : std::string_view{};
  const auto moment = to_rfc3339(time);
  constexpr std::size_t kTimeOfDay = std::string_view{"0000-00-00T"}.size();
  auto line = fmt::format("{} {}{:<5}{} ", std::string_view{moment}.substr(kTimeOfDay, 12), colour, name_of(level),
                          colour.empty() ? "" : "\x1b[0m");
  append_visible(line, message);
  line += fields.empty() ? "" : " ";
  append_visible(line, fields);
  const auto room = kMaxLineBytes - kCutInText.size() - 1;
  if (line.size() > room) {
    line.resize(shortened(line, room).size());
    line += kCutInText;
  }
  line += '\n';
  return line;
}

std::string json_members(std::initializer_list<Field> fields) {
  std::string members;
  json::Writer writer{members};
  for (const auto& field : fields) {
    writer.key(field.name);
    if (const auto* const text = std::get_if<std::string_view>(&field.value)) {
      writer.value(shortened(*text, kMaxValueBytes));
    } else if (const auto* const number = std::get_if<std::int64_t>(&field.value)) {
      writer.value(*number);
    } else {
      writer.value(std::get<bool>(field.value));
    }
  }
  return members;
}

std::string text_pairs(std::initializer_list<Field> fields) {
  std::string pairs;
  for (const auto& field : fields) {
    pairs.append(pairs.empty() ? "" : " ").append(field.name).append("=");
    if (const auto* const text = std::get_if<std::string_view>(&field.value)) {
      // As a JSON string: a value cannot look like another field.
      json::append_string(pairs, shortened(*text, kMaxValueBytes));
    } else if (const auto* const number = std::get_if<std::int64_t>(&field.value)) {
      fmt::format_to(std::back_inserter(pairs), "{}", *number);
    } else {
      pairs += std::get<bool>(field.value) ? "true" : "false";
    }
  }
  return pairs;
}

}  // namespace

std::string line_of(LineStyle style, Timestamp time, Level level, std::string_view message, std::string_view fields) {
  return as_utf8(style.format == Format::json ? json_line(style.identity, time, level, message, fields)
                                              : text_line(style.colours, time, level, message, fields));
}

std::string prepared(Format format, std::initializer_list<Field> fields) {
  return format == Format::json ? json_members(fields) : text_pairs(fields);
}

}  // namespace conduit::log
