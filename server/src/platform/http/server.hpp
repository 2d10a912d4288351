#pragma once

#include "platform/http/server_options.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace conduit::log {
class Logger;
}
namespace conduit::telemetry {
class Tracer;
}

namespace conduit::http {

class AccessLog;
class Dispatcher;
class RequestMetrics;

/// Who answers the requests of a server, and who is told of them. All outlive it.
struct ServerParts {
  Dispatcher& dispatcher;
  AccessLog& access_log;
  RequestMetrics& metrics;
  const telemetry::Tracer& tracer;
  log::Logger& logger;
};

/// Listens, and serves what the dispatcher answers, on a number of I/O threads.
class Server {
 public:
  Server(ServerOptions options, const ServerParts& parts);
  /// As stop() with no time left.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;

  /// Opens the port and starts the threads. Throws std::system_error naming the address when it cannot be had.
  void start();
  /// The port in use; the one the system chose when the options say 0.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;

  /// Takes no new connection, closes idle ones, lets running requests finish for as long as `patience`, then cuts.
  /// Returns when all threads have ended. Idempotent.
  void stop(std::chrono::milliseconds patience);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conduit::http
