#include "platform/log/logger.hpp"

#include "platform/log/line.hpp"
#include "platform/log/sink.hpp"

namespace conduit::log {

Logger::Logger(Options options, const Clock& clock)
    : options_(options),
      clock_(clock),
      sink_(std::make_unique<Sink>(
          Sink::Options{.descriptor = options.descriptor, .buffer_bytes = options.buffer_bytes},
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
  return line_of({.format = options_.format, .colours = options_.colours}, clock_.now(), level, message, fields);
}

}  // namespace conduit::log
