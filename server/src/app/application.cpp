#include "app/application.hpp"

#include "app/version.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace conduit::app {
namespace {

constexpr std::size_t kRenderQueue = 256;

std::size_t cores() { return std::max<std::size_t>(1, std::thread::hardware_concurrency()); }

std::size_t hash_threads(const Config& config) {
  return config.hash_threads != 0 ? config.hash_threads : std::max<std::size_t>(1, cores() / 2);
}

http::ServerOptions server_options(const Config& config) {
  auto options = config.server;
  options.threads = options.threads != 0 ? options.threads : cores();
  return options;
}

/// Search engines keep out of dev and demo, which are on the Internet but not the site. A local server is not on it,
/// and behaves as the real one does.
pages::Site site_of(const Config& config) {
  const bool is_trial = config.stage == Stage::dev || config.stage == Stage::demo;
  return {config.public_url, is_trial ? pages::Indexing::forbidden : pages::Indexing::allowed};
}

rate_limit::Policy named(rate_limit::Policy policy, std::string name) {
  policy.name = std::move(name);
  return policy;
}

}  // namespace

Application::Application(const Config& config, const telemetry::Settings& telemetry, Stores stores, Caches& caches,
                         std::optional<pages::WebClient> client, const Clock& clock, log::Logger& logger)
    : config_(config),
      logger_(logger),
      caches_(caches),
      ids_(clock),
      stores_(std::move(stores)),
      hash_pool_("password hashing", {.threads = hash_threads(config), .queue = config.hash_queue}),
      render_pool_("Markdown rendering", {.threads = 1, .queue = kRenderQueue}),
      tokens_(config.token_keys, config.token_lifetime, clock),
      hasher_(hash_pool_, {}),
      renderer_(render_pool_, config.markdown_cache_bytes),
      login_guard_(*caches.limiter, config.login_quota),
      accounts_(*stores_.users, hasher_, tokens_, login_guard_, ids_, clock),
      directory_(*stores_.users),
      profiles_(directory_, *stores_.follows),
      articles_(*stores_.articles, profiles_, ids_, clock),
      comments_(*stores_.comments, articles_, profiles_, ids_, clock),
      token_authenticator_(*stores_.users, tokens_, caches.shared->changes(), clock),
      users_http_(accounts_),
      authenticator_(token_authenticator_),
      profiles_http_(profiles_),
      articles_http_(articles_, renderer_),
      comments_http_(comments_, renderer_),
      preview_http_(renderer_),
      health_http_([this] { return stores_.backend->check(); }),
      route_quotas_(*caches.limiter, named(config.address_quota, "address"), named(config.write_quota, "writes")),
      response_cache_(*caches.shared, config.response_cache_bytes),
      dispatcher_(router_, authenticator_, route_quotas_, response_cache_, reader_flags_,
                  http::Cors{config.cors_origins}),
      access_log_(logger),
      exporter_(make_exporter(telemetry)),
      tracer_(telemetry.sampler, exporter_.get()),
      server_(server_options(config), {.dispatcher = dispatcher_,
                                       .access_log = access_log_,
                                       .metrics = request_metrics_,
                                       .tracer = tracer_,
                                       .logger = logger}) {
  if (config.has_private_server) {
    private_server_.emplace(
        config.private_server, [this] { return measure(metric_sources()); }, authenticator_, route_quotas_, logger);
  }
  if (client) {
    website_.emplace(
        *std::move(client), site_of(config),
        pages::Content{.articles = articles_, .profiles = profiles_, .comments = comments_, .renderer = renderer_});
  }
  add_routes();
}

void Application::add_routes() {
  users_http_.add_routes(router_);
  profiles_http_.add_routes(router_);
  articles_http_.add_routes(router_);
  comments_http_.add_routes(router_);
  preview_http_.add_routes(router_);
  docs_http_.add_routes(router_);
  health_http_.add_routes(router_);
  if (website_) {
    website_->add_routes(router_);
  }
  profiles_http_.add_flags(reader_flags_);
  articles_http_.add_flags(reader_flags_);
}

MetricSources Application::metric_sources() const {
  return {.requests = request_metrics_,
          .response_cache = response_cache_,
          .caches = caches_,
          .database = *stores_.backend,
          .pools = {&hash_pool_, &render_pool_},
          .logger = logger_,
          .exporter = exporter_.get()};
}

std::unique_ptr<telemetry::Exporter> Application::make_exporter(const telemetry::Settings& settings) {
  for (const auto& warning : settings.warnings) {
    logger_.write(log::Level::warn, "telemetry setting ignored", {{"reason", warning}});
  }
  if (settings.traces_url.empty() && settings.metrics_url.empty()) {
    return nullptr;
  }
  auto client = telemetry::make_otlp_client(settings);
  if (!client) {
    logger_.write(log::Level::warn, "no telemetry: the program was built without OpenTelemetry");
    return nullptr;
  }
  return std::make_unique<telemetry::Exporter>(
      telemetry::Exporter::Options{.metrics_interval = settings.metrics_interval,
                                   .spans_delay = settings.spans_delay,
                                   .spans_queue = settings.spans_queue},
      std::move(client), [this] { return measure(metric_sources()); }, logger_);
}

void Application::serve(const std::function<void()>& wait_for_stop) {
  // First, so that nobody is let in by a server that then fails for its second port.
  if (private_server_) {
    private_server_->start();
    logger_.write(log::Level::info, "listening for operators", {{"port", std::int64_t{private_server_->port()}}});
  }
  server_.start();
  logger_.write(log::Level::info, "listening",
                {{"port", std::int64_t{server_.port()}},
                 {"public_url", config_.public_url},
                 // Every line has `version`, which is the commit.
                 {"release", version()}});
  wait_for_stop();

  health_http_.set_draining();
  logger_.write(log::Level::info, "draining", {{"delay_ms", std::int64_t{config_.drain_delay.count()}}});
  // Balancers go on sending until they have seen /readyz fail: closing the door now would cost requests.
  std::this_thread::sleep_for(config_.drain_delay);
  server_.stop(config_.drain_timeout);
  if (private_server_) {
    private_server_->stop();
  }
  stores_.backend->stop();
  logger_.write(log::Level::info, "stopped");
}

}  // namespace conduit::app
