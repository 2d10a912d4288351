#pragma once

#include "base/task.hpp"
#include "platform/cache/unshared_cache.hpp"
#include "platform/http/access_log.hpp"
#include "platform/http/authenticator.hpp"
#include "platform/http/dispatcher.hpp"
#include "platform/http/request_metrics.hpp"
#include "platform/http/response_cache.hpp"
#include "platform/http/route_quotas.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/log/logger.hpp"
#include "platform/telemetry/measurements.hpp"
#include "platform/telemetry/tracer.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>

namespace conduit::app {

/// What operators may see and the Internet may not, on a port of its own: `/metrics` for Prometheus, and `/debug`, a
/// page that shows what goes on right now. Needs no account and asks for no token: whoever reaches the port may read.
class PrivateServer {
 public:
  /// `measure` answers with all metrics, and outlives this like the others.
  PrivateServer(http::ServerOptions options, std::function<telemetry::Measurements()> measure,
                http::Authenticator& authenticator, http::RouteQuotas& quotas, log::Logger& logger);

  /// Throws std::system_error naming the address when it cannot be had.
  void start() { server_.start(); }
  void stop();
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  using Clock = std::chrono::steady_clock;

  Task<http::Response> metrics(const http::Request& request);
  Task<http::Response> debug(const http::Request& request);
  void look_back_to(Clock::time_point oldest);

  std::function<telemetry::Measurements()> measure_;
  /// What earlier looks at /debug saw, oldest first: the page tells what came since. Of the server's only thread.
  std::deque<std::pair<Clock::time_point, telemetry::Measurements>> looks_;

  http::Router router_;
  cache::UnsharedCache no_news_;
  http::ResponseCache no_cache_;
  http::ReaderFlags no_flags_;
  http::Dispatcher dispatcher_;
  http::AccessLog access_log_;
  http::RequestMetrics own_metrics_;
  telemetry::Tracer no_tracer_{{}, nullptr};
  http::Server server_;
};

}  // namespace conduit::app
