#pragma once

#include "app/caches.hpp"
#include "app/config.hpp"
#include "app/docs_http.hpp"
#include "app/health_http.hpp"
#include "app/metrics.hpp"
#include "app/private_server.hpp"
#include "app/stores.hpp"
#include "articles/articles.hpp"
#include "articles/articles_http.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "comments/comments.hpp"
#include "comments/comments_http.hpp"
#include "pages/web_client_http.hpp"
#include "pages/website_http.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/crypto/password_hasher.hpp"
#include "platform/crypto/tokens.hpp"
#include "platform/http/access_log.hpp"
#include "platform/http/dispatcher.hpp"
#include "platform/http/reader_flags.hpp"
#include "platform/http/request_metrics.hpp"
#include "platform/http/response_cache.hpp"
#include "platform/http/route_quotas.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/log/logger.hpp"
#include "platform/markdown/renderer.hpp"
#include "platform/rate_limit/limiter.hpp"
#include "platform/telemetry/exporter.hpp"
#include "platform/telemetry/settings.hpp"
#include "platform/telemetry/tracer.hpp"
#include "preview/preview_http.hpp"
#include "profiles/profiles.hpp"
#include "profiles/profiles_http.hpp"
#include "users/accounts.hpp"
#include "users/directory.hpp"
#include "users/login_guard.hpp"
#include "users/token_authenticator.hpp"
#include "users/users_http.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace conduit::app {

/// The composition root: builds every long-lived object once, in the order of declaration, and hands each exactly what
/// it uses. The reverse order takes it down.
class Application {
 public:
  /// `stores` must have been opened with `caches.shared`. Without a client, the server serves the API alone.
  Application(const Config& config, const telemetry::Settings& telemetry, Stores stores, Caches& caches,
              std::optional<pages::WebClient> client, const Clock& clock, log::Logger& logger);

  /// All routes, for the golden list of them.
  [[nodiscard]] const http::Router& router() const { return router_; }

  /// Serves until `wait_for_stop` returns, then drains.
  void serve(const std::function<void()>& wait_for_stop);

 private:
  void add_routes();
  [[nodiscard]] MetricSources metric_sources() const;
  [[nodiscard]] std::unique_ptr<telemetry::Exporter> make_exporter(const telemetry::Settings& settings);

  const Config& config_;
  log::Logger& logger_;
  Caches& caches_;
  IdGenerator ids_;
  Stores stores_;
  async::BlockingPool hash_pool_;
  async::BlockingPool render_pool_;
  crypto::Tokens tokens_;
  crypto::PasswordHasher hasher_;
  markdown::Renderer renderer_;

  users::LoginGuard login_guard_;
  users::Accounts accounts_;
  users::Directory directory_;
  profiles::Profiles profiles_;
  articles::Articles articles_;
  comments::Comments comments_;
  users::TokenAuthenticator token_authenticator_;

  users::UsersHttp users_http_;
  users::HttpAuthenticator authenticator_;
  profiles::ProfilesHttp profiles_http_;
  articles::ArticlesHttp articles_http_;
  comments::CommentsHttp comments_http_;
  preview::PreviewHttp preview_http_;
  DocsHttp docs_http_;
  HealthHttp health_http_;
  std::optional<pages::Website> website_;

  http::Router router_;
  http::ReaderFlags reader_flags_;
  http::RouteQuotas route_quotas_;
  http::ResponseCache response_cache_;
  http::Dispatcher dispatcher_;
  http::AccessLog access_log_;
  http::RequestMetrics request_metrics_;
  /// Null when nothing is to be exported. What it measures at its end stands above.
  std::unique_ptr<telemetry::Exporter> exporter_;
  telemetry::Tracer tracer_;
  http::Server server_;
  std::optional<PrivateServer> private_server_;
};

}  // namespace conduit::app
