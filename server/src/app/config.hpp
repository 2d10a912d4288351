#pragma once

#include "base/result.hpp"
#include "platform/crypto/tokens.hpp"
#include "platform/http/server_options.hpp"
#include "platform/log/logger.hpp"
#include "platform/rate_limit/policy.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What the program can be told, from one table (config_table.cpp): each setting with its default, its help and what it
// accepts. `--help` and `--print-config` are printed from the same table.

namespace conduit::app {

enum class Stage : std::uint8_t { local, dev, demo, prod };

[[nodiscard]] std::string_view to_string(Stage stage) noexcept;

struct Config {
  Stage stage = Stage::local;
  http::ServerOptions server;
  /// For operators, when has_private_server.
  http::ServerOptions private_server;
  bool has_private_server = false;
  /// Empty: <scheme>://localhost:<port>.
  std::string public_url;
  std::string database_url;
  std::string cache_url;
  /// How old a shared answer may become.
  std::chrono::milliseconds cache_lifetime{};
  /// How long a request waits for the shared cache.
  std::chrono::milliseconds cache_timeout{};
  /// Certificates that are trusted besides none; empty: the system's.
  std::string cache_ca_file;
  /// The first signs, all verify. Empty in stage local: a key is made and kept beside the database.
  std::vector<crypto::TokenKey> token_keys;
  std::chrono::seconds token_lifetime{};
  /// Empty: the server has no web client and serves the API alone.
  std::string client_dir;
  std::vector<std::string> cors_origins;
  bool seed_demo = false;
  std::optional<log::Format> log_format;
  log::Level log_level = log::Level::info;
  std::chrono::milliseconds drain_delay{};
  std::chrono::milliseconds drain_timeout{};
  /// Sign-ups and log-ins of one client address.
  rate_limit::Policy address_quota;
  /// Wrong passwords for one account from one client address.
  rate_limit::Policy login_quota;
  /// What one user writes.
  rate_limit::Policy write_quota;
  std::size_t hash_threads = 0;
  std::size_t hash_queue = 0;
  std::size_t response_cache_bytes = 0;
  std::size_t markdown_cache_bytes = 0;
};

/// What of a setting's value is never shown. Values with a secret may also come from the file that <name>_FILE names.
enum class Secrecy : std::uint8_t { none, password_in_url, whole };

/// One row of the table.
struct Setting {
  /// The environment variable; the flag is the same in lower case with hyphens and without CONDUIT_.
  std::string_view name;
  std::string_view fallback;
  /// The default in stage local where that differs; null where it does not.
  const char* local_fallback = nullptr;
  /// What it takes, as an error message ends: “a port number from 0 to 65535”.
  std::string_view accepts;
  std::string_view help;
  Secrecy secrecy = Secrecy::none;
  /// Puts the value where it belongs; false when the text is not what the setting accepts.
  bool (*apply)(std::string_view text, Config& config) = nullptr;
};

[[nodiscard]] std::span<const Setting> settings();
[[nodiscard]] std::string flag_of(const Setting& setting);

/// A setting's value and where it came from.
struct SettingValue {
  const Setting* setting;
  std::string text;
  /// `default`, `environment`, `file` or `flag`.
  std::string_view source;
};

struct LoadedConfig {
  Config config;
  /// In the table's order.
  std::vector<SettingValue> values;
};

/// `NAME=value` pairs as the process has them, and what the command line set by flag name (without dashes).
struct ConfigSources {
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::pair<std::string, std::string>> flags;
};

/// Flag over environment over default. `invalid` with one entry per fault: an unknown CONDUIT_ variable or flag, a
/// value that the setting does not accept, a secret that a stage other than local must have.
[[nodiscard]] Result<LoadedConfig> load_config(const ConfigSources& sources);

/// The process's environment: the only reader of it.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> process_environment();

/// `NAME=value  # source` per line, secrets as `***`, passwords in URLs too.
[[nodiscard]] std::string print_config(const LoadedConfig& loaded);

/// A connection string without its password, for logs and errors.
[[nodiscard]] std::string without_password(std::string_view url);

}  // namespace conduit::app
