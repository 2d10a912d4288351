#pragma once

#include "base/task.hpp"
#include "platform/http/router.hpp"

#include <atomic>
#include <functional>
#include <string>

namespace conduit::app {

/// What load balancers, orchestrators and deploy scripts ask: is it alive, may it take traffic, which build is it.
class HealthHttp {
 public:
  /// `check_store` is asked for each /readyz; the cache is not: without it the server only gets slower.
  explicit HealthHttp(std::function<Task<>()> check_store) : check_store_(std::move(check_store)) {}

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

  /// From the start of a shutdown on, /readyz answers 503 so that balancers send requests elsewhere.
  void set_draining() { draining_.store(true); }

 private:
  Task<http::Response> live(const http::Request& request);
  Task<http::Response> ready(const http::Request& request);
  Task<http::Response> version(const http::Request& request);

  std::function<Task<>()> check_store_;
  std::atomic<bool> draining_{false};
};

}  // namespace conduit::app
