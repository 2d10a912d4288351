#include "app/config.hpp"
#include "app/config_values.hpp"
#include "platform/valkey/address.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

constexpr std::uint64_t kMaxPort = 65'535;
constexpr std::size_t kMinSecretBytes = 32;

/// Turns “parse, then store” into a row's apply function.
template <auto Parse, auto Store>
bool parsed(std::string_view text, Config& config) {
  auto value = Parse(text);
  if (!value) {
    return false;
  }
  Store(config, *std::move(value));
  return true;
}

template <std::uint64_t Least, std::uint64_t Most>
std::optional<std::uint64_t> number(std::string_view text) {
  return parse_number(text, Least, Most);
}

std::optional<std::chrono::milliseconds> timeout(std::string_view text) {
  const auto duration = parse_duration(text);
  return duration && duration->count() > 0 ? duration : std::nullopt;
}

/// Below the second after which a connection that does not answer is given up.
std::optional<std::chrono::milliseconds> cache_timeout(std::string_view text) {
  const auto duration = timeout(text);
  return duration && *duration <= std::chrono::milliseconds{500} ? duration : std::nullopt;
}

template <auto Member>
bool quota(std::string_view text, Config& config) {
  auto policy = parse_quota(text);
  if (!policy) {
    return false;
  }
  config.*Member = *std::move(policy);
  return true;
}

std::optional<Stage> stage(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Stage>, 4> kStages{
      {{"local", Stage::local}, {"dev", Stage::dev}, {"demo", Stage::demo}, {"prod", Stage::prod}}};
  for (const auto& [name, value] : kStages) {
    if (name == text) {
      return value;
    }
  }
  return std::nullopt;
}

std::optional<log::Level> level(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, log::Level>, 4> kLevels{{{"debug", log::Level::debug},
                                                                            {"info", log::Level::info},
                                                                            {"warn", log::Level::warn},
                                                                            {"error", log::Level::error}}};
  for (const auto& [name, value] : kLevels) {
    if (name == text) {
      return value;
    }
  }
  return std::nullopt;
}

bool apply_log_format(std::string_view text, Config& config) {
  if (text == "auto") {
    config.log_format.reset();
  } else if (text == "json" || text == "text") {
    config.log_format = text == "json" ? log::Format::json : log::Format::text;
  } else {
    return false;
  }
  return true;
}

bool apply_database_url(std::string_view text, Config& config) {
  config.database_url = text;
  constexpr std::array<std::string_view, 3> kSchemes{"sqlite:", "mongodb://", "mongodb+srv://"};
  return std::ranges::any_of(
      kSchemes, [text](std::string_view scheme) { return text.starts_with(scheme) && text.size() > scheme.size(); });
}

bool apply_cache_url(std::string_view text, Config& config) {
  config.cache_url = text;
  return text == "memory:" || valkey::parse_address(text).has_value();
}

bool apply_token_keys(std::string_view text, Config& config) {
  config.token_keys.clear();
  for (const auto& part : parse_list(text)) {
    const auto colon = part.find(':');
    if (colon == 0 || colon == std::string::npos || part.size() - colon - 1 < kMinSecretBytes) {
      return false;
    }
    for (const auto& key : config.token_keys) {
      if (key.id == part.substr(0, colon)) {
        return false;
      }
    }
    config.token_keys.push_back({.id = part.substr(0, colon), .secret = part.substr(colon + 1)});
  }
  return true;
}

bool apply_public_url(std::string_view text, Config& config) {
  config.public_url = text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
  return text.empty() || text.starts_with("https://") || text.starts_with("http://");
}

template <auto AddressOf>
bool apply_address(std::string_view text, Config& config) {
  AddressOf(config) = text;
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

bool apply_private_port(std::string_view text, Config& config) {
  config.has_private_server = text != "off";
  const auto port = config.has_private_server ? number<0, kMaxPort>(text) : 0;
  config.private_server.port = static_cast<std::uint16_t>(port.value_or(0));
  return port.has_value();
}

bool apply_cors_origins(std::string_view text, Config& config) {
  config.cors_origins = parse_list(text);
  for (const auto& origin : config.cors_origins) {
    const auto scheme = origin.find("://");
    const bool is_origin = scheme != std::string::npos && origin.find('/', scheme + 3) == std::string::npos;
    if (origin != "*" && !is_origin) {
      return false;
    }
  }
  return true;
}

constexpr std::string_view kDuration = "a duration above zero such as 500ms, 10s, 5m or 60d";
constexpr std::string_view kQuota = "so many per duration, such as 600/10m, or off";
constexpr std::string_view kBytes = "a size such as 64MiB";

constexpr std::array kSettings{
    Setting{.name = "CONDUIT_STAGE",
            .fallback = "local",
            .accepts = "local, dev, demo or prod",
            .help = "where this runs; all but local insist on their secrets",
            .apply = parsed<stage, [](Config& c, Stage v) { c.stage = v; }>},
    Setting{.name = "CONDUIT_ADDRESS",
            .fallback = "::",
            .accepts = "an IP address",
            .help = "address to listen on; :: is all, IPv4 too",
            .apply = apply_address<[](Config& c) -> std::string& { return c.server.address; }>},
    Setting{.name = "CONDUIT_PORT",
            .fallback = "8080",
            .accepts = "a port number from 0 to 65535",
            .help = "port to listen on; 0 lets the system choose",
            .apply = parsed<number<0, kMaxPort>,
                            [](Config& c, std::uint64_t v) { c.server.port = static_cast<std::uint16_t>(v); }>},
    Setting{.name = "CONDUIT_PRIVATE_ADDRESS",
            .fallback = "127.0.0.1",
            .accepts = "an IP address",
            .help = "where /metrics and /debug are; never one that the Internet reaches",
            .apply = apply_address<[](Config& c) -> std::string& { return c.private_server.address; }>},
    Setting{.name = "CONDUIT_PRIVATE_PORT",
            .fallback = "off",
            .accepts = "a port number from 0 to 65535, or off",
            .help = "port of /metrics (Prometheus) and /debug; 0 lets the system choose",
            .apply = apply_private_port},
    Setting{.name = "CONDUIT_THREADS",
            .fallback = "0",
            .accepts = "a number from 0 to 256",
            .help = "I/O threads; 0 is one per core",
            .apply = parsed<number<0, 256>, [](Config& c, std::uint64_t v) { c.server.threads = v; }>},
    Setting{.name = "CONDUIT_PUBLIC_URL",
            .fallback = "",
            .accepts = "an http:// or https:// address",
            .help = "where readers reach the site, for links in feeds and previews; empty is http://localhost:PORT",
            .apply = apply_public_url},
    Setting{.name = "CONDUIT_DATABASE_URL",
            .fallback = "sqlite:data/conduit.db",
            .accepts = "sqlite:PATH, or mongodb://HOST/DATABASE or mongodb+srv://HOST/DATABASE with its options",
            .help = "the store; a SQLite file is made when it is not there",
            .secrecy = Secrecy::password_in_url,
            .apply = apply_database_url},
    Setting{.name = "CONDUIT_CACHE_URL",
            .fallback = "memory:",
            .accepts = "memory:, or redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT of a Valkey",
            .help = "the cache shared by servers, and their quotas",
            .secrecy = Secrecy::password_in_url,
            .apply = apply_cache_url},
    Setting{
        .name = "CONDUIT_CACHE_TTL",
        .fallback = "10s",
        .accepts = kDuration,
        .help = "how old a shared answer may become: the bound on what a server shows that cannot be told of changes",
        .apply = parsed<timeout, [](Config& c, std::chrono::milliseconds v) { c.cache_lifetime = v; }>},
    Setting{.name = "CONDUIT_CACHE_TIMEOUT",
            .fallback = "50ms",
            .accepts = "a duration from 1ms to 500ms",
            .help = "how long a request waits for the shared cache before it asks the database",
            .apply = parsed<cache_timeout, [](Config& c, std::chrono::milliseconds v) { c.cache_timeout = v; }>},
    Setting{.name = "CONDUIT_CACHE_CA_FILE",
            .fallback = "",
            .accepts = "a file of certificates (PEM)",
            .help = "whom rediss:// trusts; empty is whom the system trusts",
            .apply =
                [](std::string_view text, Config& c) {
                  c.cache_ca_file = text;
                  return true;
                }},
    Setting{.name = "CONDUIT_TOKEN_KEYS",
            .fallback = "",
            .accepts = "id:secret[,id:secret…] with distinct ids and secrets of 32 bytes or more",
            .help = "keys of log-in tokens: the first signs, all verify; stage local makes its own beside the database",
            .secrecy = Secrecy::whole,
            .apply = apply_token_keys},
    Setting{.name = "CONDUIT_TOKEN_LIFETIME",
            .fallback = "60d",
            .accepts = kDuration,
            .help = "how long a log-in lasts",
            .apply = parsed<timeout,
                            [](Config& c, std::chrono::milliseconds v) {
                              c.token_lifetime = std::chrono::ceil<std::chrono::seconds>(v);
                            }>},
    Setting{.name = "CONDUIT_CLIENT_DIR",
            .fallback = "",
            .accepts = "a directory",
            .help = "the built web client; empty serves the API alone",
            .apply =
                [](std::string_view text, Config& c) {
                  c.client_dir = text;
                  return true;
                }},
    Setting{.name = "CONDUIT_CORS_ORIGINS",
            .fallback = "",
            .accepts = "origins such as https://app.example.com, separated by commas, or *",
            .help = "other sites whose pages may call the API; empty is none",
            .apply = apply_cors_origins},
    Setting{.name = "CONDUIT_TRUSTED_PROXY_HOPS",
            .fallback = "0",
            .accepts = "a number from 0 to 16",
            .help = "proxies in front whose X-Forwarded-For entry is believed, counted from the right",
            .apply = parsed<number<0, 16>, [](Config& c, std::uint64_t v) { c.server.trusted_proxy_hops = v; }>},
    Setting{.name = "CONDUIT_SEED_DEMO",
            .fallback = "false",
            .accepts = "true or false",
            .help = "put the demo's authors and articles into an empty database (stage local only)",
            .apply = parsed<parse_boolean, [](Config& c, bool v) { c.seed_demo = v; }>},
    Setting{.name = "CONDUIT_LOG_LEVEL",
            .fallback = "info",
            .accepts = "debug, info, warn or error",
            .help = "the least that is logged",
            .apply = parsed<level, [](Config& c, log::Level v) { c.log_level = v; }>},
    Setting{.name = "CONDUIT_LOG_FORMAT",
            .fallback = "auto",
            .accepts = "auto, json or text",
            .help = "auto is text on a terminal and JSON elsewhere",
            .apply = apply_log_format},
    Setting{.name = "CONDUIT_HEADER_TIMEOUT",
            .fallback = "10s",
            .accepts = kDuration,
            .help = "from the first byte of a request to the end of its head",
            .apply = parsed<timeout, [](Config& c, std::chrono::milliseconds v) { c.server.header_timeout = v; }>},
    Setting{.name = "CONDUIT_BODY_TIMEOUT",
            .fallback = "30s",
            .accepts = kDuration,
            .help = "from the end of a request's head to the end of its body",
            .apply = parsed<timeout, [](Config& c, std::chrono::milliseconds v) { c.server.body_timeout = v; }>},
    Setting{.name = "CONDUIT_KEEP_ALIVE",
            .fallback = "75s",
            .accepts = kDuration,
            .help = "how long an idle connection stays open; above the load balancer's idle time-out",
            .apply = parsed<timeout, [](Config& c, std::chrono::milliseconds v) { c.server.keep_alive = v; }>},
    Setting{.name = "CONDUIT_WRITE_TIMEOUT",
            .fallback = "30s",
            .accepts = kDuration,
            .help = "how long a client may take to receive an answer",
            .apply = parsed<timeout, [](Config& c, std::chrono::milliseconds v) { c.server.write_timeout = v; }>},
    Setting{.name = "CONDUIT_DRAIN_DELAY",
            .fallback = "10s",
            .local_fallback = "0s",
            .accepts = "a duration such as 500ms, 10s or 5m",
            .help = "after SIGTERM: how long to go on accepting while /readyz says no, until balancers have noticed",
            .apply = parsed<parse_duration, [](Config& c, std::chrono::milliseconds v) { c.drain_delay = v; }>},
    Setting{.name = "CONDUIT_DRAIN_TIMEOUT",
            .fallback = "20s",
            .accepts = kDuration,
            .help = "after that: how long running requests may take to finish",
            .apply = parsed<timeout, [](Config& c, std::chrono::milliseconds v) { c.drain_timeout = v; }>},
    Setting{.name = "CONDUIT_MAX_CONNECTIONS",
            .fallback = "20000",
            .accepts = "a number from 1 to 1000000",
            .help = "client connections at one time",
            .apply = parsed<number<1, 1'000'000>, [](Config& c, std::uint64_t v) { c.server.max_connections = v; }>},
    Setting{.name = "CONDUIT_RATE_LIMIT_ADDRESS",
            .fallback = "1000/10m",
            .accepts = kQuota,
            .help = "sign-ups and log-ins of one client address",
            .apply = quota<&Config::address_quota>},
    Setting{.name = "CONDUIT_RATE_LIMIT_LOGIN",
            .fallback = "20/10m",
            .accepts = kQuota,
            .help = "wrong passwords for one account from one address; ten times as many from all together",
            .apply = quota<&Config::login_quota>},
    Setting{.name = "CONDUIT_RATE_LIMIT_WRITES",
            .fallback = "600/1m",
            .accepts = kQuota,
            .help = "what one user writes",
            .apply = quota<&Config::write_quota>},
    Setting{.name = "CONDUIT_HASH_THREADS",
            .fallback = "0",
            .accepts = "a number from 0 to 256",
            .help = "threads that hash passwords (about 20 ms and 19 MiB each); 0 is half of the cores",
            .apply = parsed<number<0, 256>, [](Config& c, std::uint64_t v) { c.hash_threads = v; }>},
    Setting{.name = "CONDUIT_HASH_QUEUE",
            .fallback = "128",
            .accepts = "a number from 1 to 100000",
            .help = "password hashes that may wait; more are answered with 503",
            .apply = parsed<number<1, 100'000>, [](Config& c, std::uint64_t v) { c.hash_queue = v; }>},
    Setting{.name = "CONDUIT_RESPONSE_CACHE",
            .fallback = "64MiB",
            .accepts = kBytes,
            .help = "memory for ready answers",
            .apply = parsed<parse_bytes, [](Config& c, std::size_t v) { c.response_cache_bytes = v; }>},
    Setting{.name = "CONDUIT_MARKDOWN_CACHE",
            .fallback = "32MiB",
            .accepts = kBytes,
            .help = "memory for rendered Markdown",
            .apply = parsed<parse_bytes, [](Config& c, std::size_t v) { c.markdown_cache_bytes = v; }>},
};

}  // namespace

std::span<const Setting> settings() { return kSettings; }

}  // namespace conduit::app
