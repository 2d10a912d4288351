#pragma once

#include "platform/http/dispatcher.hpp"
#include "platform/http/request.hpp"
#include "platform/log/logger.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace conduit::http {

/// One line per request. Names the route, never the target's query, a header or a body: those may hold what is private.
class AccessLog {
 public:
  explicit AccessLog(log::Logger& logger) : logger_(logger) {}

  struct Entry {
    const Request& request;
    const Outcome& outcome;
    std::chrono::microseconds duration;
    std::size_t bytes_sent;
  };

  void write(const Entry& entry);

  /// A connection that was refused before it held a request.
  void write_refusal(std::string_view client_address, unsigned status, std::string_view reason);

 private:
  log::Logger& logger_;
};

}  // namespace conduit::http
