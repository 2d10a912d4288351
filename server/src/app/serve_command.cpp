#include "app/serve_command.hpp"

#include "app/application.hpp"
#include "app/caches.hpp"
#include "app/demo.hpp"
#include "app/signals.hpp"
#include "app/stores.hpp"
#include "app/token_key_file.hpp"
#include "app/version.hpp"
#include "base/clock.hpp"
#include "pages/web_client_http.hpp"
#include "platform/log/logger.hpp"
#include "platform/telemetry/settings.hpp"
#include "platform/telemetry/trace_context.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace conduit::app {
namespace {

const std::string* named(const telemetry::Resource& resource, std::string_view name) {
  const auto found = std::ranges::find(resource, name, &telemetry::Resource::value_type::first);
  return found == resource.end() ? nullptr : &found->second;
}

/// OpenTelemetry's own variables, and what this server is called where they do not say.
telemetry::Settings telemetry_settings(const Config& config) {
  auto settings = telemetry::read_settings([](std::string_view name) -> std::optional<std::string> {
    const auto* const value = std::getenv(std::string{name}.c_str());  // NOLINT(concurrency-mt-unsafe): at the start
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  });
  const auto set_default = [&settings](std::string_view name, std::string_view value) {
    if (!named(settings.resource, name)) {
      settings.resource.emplace_back(name, value);
    }
  };
  set_default("service.name", "conduit");
  // The commit, as on the image's labels: what collectors join by.
  set_default("service.version", commit());
  set_default("service.instance.id", telemetry::to_hex(telemetry::new_trace_id()));
  set_default("deployment.environment.name", to_string(config.stage));
  return settings;
}

log::Logger::Options log_options(const Config& config, const telemetry::Settings& telemetry) {
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  return {.level = config.log_level,
          .format = config.log_format.value_or(terminal ? log::Format::text : log::Format::json),
          .colours = terminal,
          .identity = {{"service", *named(telemetry.resource, "service.name")},
                       {"env", *named(telemetry.resource, "deployment.environment.name")},
                       {"version", std::string{commit()}}}};
}

Result<> complete(Config& config) {
  if (config.token_keys.empty()) {
    if (!is_embedded(config.database_url)) {
      return std::unexpected(
          invalid("CONDUIT_TOKEN_KEYS", "is not set; servers that share a database share their keys"));
    }
    TRY(auto key, local_token_key(sqlite_path(config.database_url) + ".token-key"));
    config.token_keys.push_back(std::move(key));
  }
  return {};
}

Result<std::optional<pages::WebClient>> client_of(const Config& config, log::Logger& logger) {
  if (config.client_dir.empty()) {
    return std::nullopt;
  }
  if (!std::filesystem::exists(config.client_dir)) {
    logger.write(log::Level::warn, "no web client, serving the API alone", {{"client_dir", config.client_dir}});
    return std::nullopt;
  }
  return pages::WebClient::load(config.client_dir);
}

/// One process owns an embedded database, so nobody else could be asked to bring it up to date. With servers that share
/// one, a step of the deploy does it before any of them runs.
Result<> migrate_embedded(const Config& config, log::Logger& logger) {
  if (!is_embedded(config.database_url) && config.stage != Stage::local) {
    return {};
  }
  TRY(const int migrations, migrate_stores(config.database_url));
  if (migrations > 0) {
    logger.write(log::Level::info, "database migrated", {{"migrations", std::int64_t{migrations}}});
  }
  return {};
}

}  // namespace

Result<> serve(Config config) {
  block_stop_signals();
  const SystemClock clock;
  const auto telemetry = telemetry_settings(config);
  log::Logger logger{log_options(config, telemetry), clock};
  TRY(complete(config));
  TRY(migrate_embedded(config, logger));
  TRY(auto caches, open_caches(config, clock, logger));
  TRY(auto stores, open_stores(config.database_url, Purpose::serving, *caches.shared));
  TRY(stores.backend->prepare());
  if (config.seed_demo) {
    TRY(const bool seeded, seed_demo_if_empty(stores, clock));
    if (seeded) {
      logger.write(log::Level::info, "demo content added");
    }
  }
  TRY(auto client, client_of(config, logger));
  Application application{config, telemetry, std::move(stores), caches, std::move(client), clock, logger};
  application.serve(wait_for_stop_signal);
  return {};
}

Result<std::string> describe_routes(Config config) {
  const SystemClock clock;
  log::Logger logger{{.level = log::Level::error, .format = log::Format::text}, clock};
  config.cache_url = "memory:";
  const auto directory = std::filesystem::temp_directory_path() / fmt::format("conduit-routes-{}", ::getpid());
  config.database_url = fmt::format("sqlite:{}/routes.db", directory.string());
  std::string text;
  {
    TRY(complete(config));
    TRY(migrate_stores(config.database_url));
    TRY(auto caches, open_caches(config, clock, logger));
    TRY(auto stores, open_stores(config.database_url, Purpose::serving, *caches.shared));
    const Application application{config, {}, std::move(stores), caches, {}, clock, logger};
    for (const auto* const route : application.router().routes()) {
      fmt::format_to(std::back_inserter(text), "{:<7} {:<40} {:<9} {}\n", http::to_string(route->method),
                     route->pattern, http::to_string(route->auth), http::to_string(route->quota));
    }
  }
  std::filesystem::remove_all(directory);
  return text;
}

}  // namespace conduit::app
