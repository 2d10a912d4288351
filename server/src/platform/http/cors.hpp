#pragma once

#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace conduit::http {

/// Cross-origin requests (the Fetch standard's CORS protocol): off while no origin is configured. Answers never allow
/// credentials: our token travels in a header that the page sets itself.
class Cors {
 public:
  /// Exact origins such as `https://app.example.com`, or one `*`.
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  [[nodiscard]] bool enabled() const { return !origins_.empty(); }

  /// Whether this is the browser asking ahead; such a request bears no token and must pass the gate without one.
  [[nodiscard]] bool is_preflight(const Request& request) const;

  /// The answer to a preflight for a path with these methods.
  [[nodiscard]] Response preflight(const Request& request, std::string_view allowed_methods) const;

  /// Adds the fields that let an allowed origin read an answer, errors too.
  void decorate(const Request& request, Response& response) const;

 private:
  [[nodiscard]] bool allows(std::string_view origin) const;

  std::vector<std::string> origins_;
};

}  // namespace conduit::http
