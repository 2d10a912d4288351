#pragma once

#include "platform/http/dispatcher.hpp"
#include "platform/http/request.hpp"
#include "platform/log/logger.hpp"
#include "platform/telemetry/trace_context.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace conduit::http {

/// One line per request. Names the route, never the target's query, a header or a body: those may hold what is private.
class AccessLog {
 public:
  /// Lines of requests that went well have level `usual`.
  explicit AccessLog(log::Logger& logger, log::Level usual = log::Level::info) : logger_(logger), usual_(usual) {}

  struct Entry {
    const Request& request;
    const Outcome& outcome;
    /// Where the request is recorded, if it is.
    const std::optional<telemetry::TraceContext>& trace;
    std::chrono::microseconds duration;
    std::size_t bytes_sent;
  };

  void write(const Entry& entry);

  /// A connection that was refused before it held a request.
  void write_refusal(std::string_view client_address, unsigned status, std::string_view reason);

 private:
  log::Logger& logger_;
  log::Level usual_;
};

}  // namespace conduit::http
