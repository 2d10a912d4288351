#pragma once

#include "platform/http/router.hpp"

#include <memory>
#include <string>

namespace conduit::app {

/// The contract for programs (/api/openapi.json) and for people (/api/docs): files that the build put into the program.
class DocsHttp {
 public:
  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  Task<http::Response> openapi(const http::Request& request);
  Task<http::Response> page(const http::Request& request);
  Task<http::Response> file(const http::Request& request);
};

/// The contract as JSON.
[[nodiscard]] std::string_view openapi_document();

}  // namespace conduit::app
