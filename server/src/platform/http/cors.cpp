#include "platform/http/cors.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace conduit::http {

bool Cors::allows(std::string_view origin) const {
  return !origin.empty() && std::ranges::any_of(origins_, [origin](const std::string& allowed) {
    return allowed == "*" || allowed == origin;
  });
}

bool Cors::is_preflight(const Request& request) const {
  return enabled() && request.method == Method::options && !request.headers.origin.empty() &&
         !request.headers.request_method.empty();
}

Response Cors::preflight(const Request& request, std::string_view allowed_methods) const {
  auto response = no_content();
  if (allows(request.headers.origin)) {
    response.headers.emplace_back("Access-Control-Allow-Methods", std::string{allowed_methods});
    response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id");
    response.headers.emplace_back("Access-Control-Max-Age", "7200");
  }
  return response;
}

void Cors::decorate(const Request& request, Response& response) const {
  if (!enabled()) {
    return;
  }
  // A cache that keeps one origin's answer must not give it to another.
  response.headers.emplace_back("Vary", "Origin");
  if (allows(request.headers.origin)) {
    response.headers.emplace_back("Access-Control-Allow-Origin", std::string{request.headers.origin});
    response.headers.emplace_back("Access-Control-Expose-Headers",
                                  "ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id");
  }
}

}  // namespace conduit::http
