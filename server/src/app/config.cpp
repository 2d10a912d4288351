#include "app/config.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::app {
namespace {

constexpr std::string_view kPrefix = "CONDUIT_";
constexpr std::string_view kFileSuffix = "_FILE";

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The last value counts: a flag that is given twice means what it says last.
std::optional<std::string_view> value_of(const Pairs& pairs, std::string_view name) {
  const auto found =
      std::find_if(pairs.rbegin(), pairs.rend(), [name](const auto& pair) { return pair.first == name; });
  return found == pairs.rend() ? std::nullopt : std::optional<std::string_view>{found->second};
}

std::optional<std::string> read_secret(std::string_view path) {
  std::ifstream file{std::string{path}, std::ios::binary};
  if (!file) {
    return std::nullopt;
  }
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  // Editors and `echo` end a file with a line break that is not part of the secret.
  while (text.ends_with('\n') || text.ends_with('\r')) {
    text.pop_back();
  }
  return text;
}

/// Collects the faults of all settings, so that one start shows them all.
class Loader {
 public:
  explicit Loader(const ConfigSources& sources) : sources_(sources) {}

  Result<LoadedConfig> load() {
    refuse_unknown_names();
    for (const auto& setting : settings()) {
      take(setting);
    }
    if (faults_.empty()) {
      check_secrets();
    }
    if (!faults_.empty()) {
      return std::unexpected(
          Error{.code = ErrorCode::invalid, .fields = std::move(faults_), .detail = {}, .retry_after = {}});
    }
    auto& config = loaded_.config;
    if (config.public_url.empty()) {
      config.public_url = fmt::format("http://localhost:{}", config.server.port);
    }
    return std::move(loaded_);
  }

 private:
  void refuse_unknown_names() {
    for (const auto& [name, value] : sources_.environment) {
      const bool known = std::ranges::any_of(settings(), [&name](const Setting& setting) {
        return setting.name == name ||
               (setting.secrecy != Secrecy::none && fmt::format("{}{}", setting.name, kFileSuffix) == name);
      });
      if (name.starts_with(kPrefix) && !known) {
        faults_.emplace_back(name, "is not a setting; `conduit --help` lists them");
      }
    }
    for (const auto& [name, value] : sources_.flags) {
      if (std::ranges::none_of(settings(), [&name](const Setting& s) { return flag_of(s) == name; })) {
        faults_.emplace_back(fmt::format("--{}", name), "is not a flag; `conduit --help` lists them");
      }
    }
  }

  void take(const Setting& setting) {
    auto value = find(setting);
    if (!value) {
      return;
    }
    if (!setting.apply(value->text, loaded_.config)) {
      const auto shown = setting.secrecy == Secrecy::whole ? std::string{"(hidden)"}
                                                           : fmt::format("\"{}\"", without_password(value->text));
      const auto name = value->source == "flag" ? fmt::format("--{}", flag_of(setting)) : std::string{setting.name};
      faults_.emplace_back(name, fmt::format("is {}; expected {}", shown, setting.accepts));
    }
    loaded_.values.push_back(*std::move(value));
  }

  std::optional<SettingValue> find(const Setting& setting) {
    if (const auto flag = value_of(sources_.flags, flag_of(setting))) {
      return SettingValue{.setting = &setting, .text = std::string{*flag}, .source = "flag"};
    }
    const auto file_name = fmt::format("{}{}", setting.name, kFileSuffix);
    const auto path = setting.secrecy != Secrecy::none ? value_of(sources_.environment, file_name) : std::nullopt;
    if (const auto variable = value_of(sources_.environment, setting.name)) {
      if (path) {
        faults_.emplace_back(file_name, fmt::format("is set beside {}; expected one of the two", setting.name));
      }
      return SettingValue{.setting = &setting, .text = std::string{*variable}, .source = "environment"};
    }
    if (path) {
      auto text = read_secret(*path);
      if (!text) {
        faults_.emplace_back(file_name, fmt::format("is \"{}\"; expected a file that can be read", *path));
        return std::nullopt;
      }
      return SettingValue{.setting = &setting, .text = *std::move(text), .source = "file"};
    }
    const bool local = loaded_.config.stage == Stage::local && setting.local_fallback != nullptr;
    return SettingValue{.setting = &setting,
                        .text = std::string{local ? std::string_view{setting.local_fallback} : setting.fallback},
                        .source = "default"};
  }

  /// No stage but local runs on a secret or an address that nobody chose.
  void check_secrets() {
    if (loaded_.config.stage == Stage::local) {
      return;
    }
    for (const std::string_view name : {"CONDUIT_TOKEN_KEYS", "CONDUIT_DATABASE_URL", "CONDUIT_PUBLIC_URL"}) {
      const auto value = std::ranges::find(loaded_.values, name, [](const SettingValue& v) { return v.setting->name; });
      if (value->source == "default" || value->text.empty()) {
        faults_.emplace_back(std::string{name},
                             fmt::format("is not set; this stage needs {}", value->setting->accepts));
      }
    }
    if (loaded_.config.seed_demo) {
      faults_.emplace_back("CONDUIT_SEED_DEMO",
                           "is \"true\"; expected false in this stage: the demo's passwords are public");
    }
  }

  const ConfigSources& sources_;
  LoadedConfig loaded_;
  std::vector<FieldError> faults_;
};

}  // namespace

std::string_view to_string(Stage stage) noexcept {
  switch (stage) {
    case Stage::local:
      return "local";
    case Stage::dev:
      return "dev";
    case Stage::demo:
      return "demo";
    case Stage::prod:
      return "prod";
  }
  return "";
}

std::string flag_of(const Setting& setting) {
  std::string flag{setting.name.substr(kPrefix.size())};
  for (char& c : flag) {
    c = c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
  }
  return flag;
}

Result<LoadedConfig> load_config(const ConfigSources& sources) { return Loader{sources}.load(); }

Pairs process_environment() {
  Pairs pairs;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) {
      pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return pairs;
}

std::string without_password(std::string_view url) {
  const auto scheme = url.find("://");
  const auto at = url.rfind('@');
  if (scheme == std::string_view::npos || at == std::string_view::npos) {
    return std::string{url};
  }
  const auto colon = url.find(':', scheme + 3);
  if (colon == std::string_view::npos || colon > at) {
    return std::string{url};
  }
  return fmt::format("{}:***{}", url.substr(0, colon), url.substr(at));
}

std::string print_config(const LoadedConfig& loaded) {
  std::string out;
  for (const auto& value : loaded.values) {
    const bool hidden = value.setting->secrecy == Secrecy::whole && !value.text.empty();
    const auto shown = hidden ? std::string{"***"} : without_password(value.text);
    fmt::format_to(std::back_inserter(out), "{}={}  # {}\n", value.setting->name, shown, value.source);
  }
  return out;
}

}  // namespace conduit::app
