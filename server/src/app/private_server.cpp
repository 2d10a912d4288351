#include "app/private_server.hpp"

#include "app/live_report.hpp"

#include <utility>

namespace conduit::app {
namespace {

http::ServerOptions one_thread(http::ServerOptions options) {
  options.threads = 1;
  return options;
}

http::Response text_response(std::string_view content_type, std::string text) {
  http::Response response;
  response.content_type = content_type;
  response.body = std::move(text);
  return response;
}

}  // namespace

PrivateServer::PrivateServer(http::ServerOptions options, std::function<telemetry::Measurements()> measure,
                             http::Authenticator& authenticator, http::RouteQuotas& quotas, log::Logger& logger)
    : measure_(std::move(measure)),
      no_cache_(no_news_, 0),
      dispatcher_(router_, authenticator, quotas, no_cache_, no_flags_, http::Cors{{}}),
      access_log_(logger, log::Level::debug),
      server_(one_thread(std::move(options)), {.dispatcher = dispatcher_,
                                               .access_log = access_log_,
                                               .metrics = own_metrics_,
                                               .tracer = no_tracer_,
                                               .logger = logger}) {
  using http::Auth;
  using http::Method;
  router_.add(Method::get, "/metrics", Auth::none, *this, &PrivateServer::metrics);
  router_.add(Method::get, "/debug", Auth::none, *this, &PrivateServer::debug);
  looks_.emplace_back(Clock::now(), measure_());
}

void PrivateServer::stop() { server_.stop(std::chrono::milliseconds{0}); }

Task<http::Response> PrivateServer::metrics(const http::Request& /*request*/) {
  co_return text_response("text/plain; version=0.0.4; charset=utf-8", telemetry::to_prometheus(measure_()));
}

Task<http::Response> PrivateServer::debug(const http::Request& /*request*/) {
  constexpr std::chrono::seconds kWindow{10};
  constexpr std::chrono::seconds kApart{1};
  const auto now = Clock::now();
  auto measured = measure_();
  look_back_to(now - kWindow);
  const auto& [then, earlier] = looks_.front();
  auto response = text_response("text/plain; charset=utf-8", live_report(earlier, measured, now - then));
  // Browsers load the page again by themselves; at a terminal: watch curl.
  response.headers.emplace_back("Refresh", "2");
  if (now - looks_.back().first >= kApart) {
    looks_.emplace_back(now, std::move(measured));
  }
  co_return response;
}

/// Keeps one look that is older, so that there is always one to compare with.
void PrivateServer::look_back_to(Clock::time_point oldest) {
  while (looks_.size() > 1 && looks_[1].first <= oldest) {
    looks_.pop_front();
  }
}

}  // namespace conduit::app
