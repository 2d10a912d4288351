#include "pages/html_response_http.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

// Nothing that a page does not need: scripts and styles only from here and only as files, pictures from anywhere with
// TLS, and markup only through the client's one Trusted Types policy.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types conduit-html";
constexpr std::string_view kPermissionsPolicy = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
constexpr std::string_view kOneYear = "max-age=31536000";

}  // namespace

void add_security_headers(const Site& site, http::Response& response) {
  auto& headers = response.headers;
  headers.emplace_back("Content-Security-Policy", std::string{kContentSecurityPolicy});
  headers.emplace_back("Referrer-Policy", "strict-origin-when-cross-origin");
  headers.emplace_back("Permissions-Policy", std::string{kPermissionsPolicy});
  headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  if (site.is_https()) {
    headers.emplace_back("Strict-Transport-Security", std::string{kOneYear});
  }
}

http::Response permanent_redirect(std::string location) {
  http::Response response;
  response.status = 301;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.emplace_back("Location", std::move(location));
  return response;
}

http::Response html_response(const Site& site, std::string html) {
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(html);
  add_security_headers(site, response);
  return response;
}

}  // namespace conduit::pages
