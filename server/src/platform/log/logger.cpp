#include "platform/log/logger.hpp"

#include "platform/json/writer.hpp"
#include "platform/log/line.hpp"
#include "platform/log/sink.hpp"

namespace conduit::log {

namespace {

std::string json_members(const std::vector<std::pair<std::string, std::string>>& texts) {
  std::string members;
  json::Writer writer{members};
  for (const auto& [name, value] : texts) {
    writer.member(name, std::string_view{value});
  }
  return members;
}

}  // namespace

Logger::Logger(Options options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      identity_(json_members(options_.identity)),
      sink_(std::make_unique<Sink>(
          Sink::Options{.descriptor = options_.descriptor, .buffer_bytes = options_.buffer_bytes},
          [this](std::uint64_t lost) {
            const auto fields = prepared(options_.format, {{"count", static_cast<std::int64_t>(lost)}});
            return finished_line(Level::warn, "log lines dropped", fields);
          })) {}

Logger::~Logger() = default;

void Logger::write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (enabled(level)) {
    write_prepared(level, message, prepared(options_.format, fields));
  }
}

void Logger::write_prepared(Level level, std::string_view message, std::string_view fields) {
  if (enabled(level)) {
    sink_->push(finished_line(level, message, fields));
  }
}

std::uint64_t Logger::dropped_lines() const { return sink_->dropped_lines(); }

std::string Logger::finished_line(Level level, std::string_view message, std::string_view fields) const {
  return line_of({.format = options_.format, .colours = options_.colours, .identity = identity_}, clock_.now(), level,
                 message, fields);
}

}  // namespace conduit::log
