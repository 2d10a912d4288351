#include "app/health_http.hpp"

#include "app/version.hpp"
#include "platform/json/writer.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace conduit::app {
namespace {

std::string status_body(std::string_view status) {
  std::string body;
  json::Writer{body}.begin_object().member("status", status).end_object();
  return body;
}

}  // namespace

void HealthHttp::add_routes(http::Router& router) {
  using http::Auth;
  using http::Method;
  router.add(Method::get, "/livez", Auth::none, *this, &HealthHttp::live);
  router.add(Method::get, "/readyz", Auth::none, *this, &HealthHttp::ready);
  router.add(Method::get, "/version", Auth::none, *this, &HealthHttp::version);
}

Task<http::Response> HealthHttp::live(const http::Request& /*request*/) { co_return http::ok(status_body("alive")); }

Task<http::Response> HealthHttp::ready(const http::Request& /*request*/) {
  if (draining_.load()) {
    co_return http::json(503, status_body("draining"));
  }
  if (auto checked = co_await check_store_(); !checked) {
    auto response = http::json(503, status_body("store unavailable"));
    response.cause = std::make_shared<const Error>(std::move(checked).error());
    co_return response;
  }
  co_return http::ok(status_body("ready"));
}

Task<http::Response> HealthHttp::version(const http::Request& /*request*/) {
  std::string body;
  json::Writer{body}.begin_object().member("version", app::version()).member("commit", commit()).end_object();
  co_return http::ok(std::move(body));
}

}  // namespace conduit::app
