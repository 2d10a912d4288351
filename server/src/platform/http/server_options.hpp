#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace conduit::http {

/// What the listener and its connections hold to. The defaults are the configuration table's.
struct ServerOptions {
  std::string address = "::";
  std::uint16_t port = 8080;
  /// I/O threads, each with its own io_context and listener.
  std::size_t threads = 1;

  std::size_t max_head_bytes = std::size_t{16} * 1024;
  std::size_t max_body_bytes = std::size_t{1024} * 1024;
  std::size_t max_connections = 20'000;

  /// From the first byte of a request to the end of its head; bytes that trickle do not extend it.
  std::chrono::milliseconds header_timeout{10'000};
  /// From the end of the head to the end of the body.
  std::chrono::milliseconds body_timeout{30'000};
  /// Idle time between requests. Longer than the load balancer's (60 s), or that would send into a closing socket.
  std::chrono::milliseconds keep_alive{75'000};
  std::chrono::milliseconds write_timeout{30'000};

  /// Proxies in front of us whose X-Forwarded-For entry is believed, counted from the right.
  std::size_t trusted_proxy_hops = 0;
};

}  // namespace conduit::http
