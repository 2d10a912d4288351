#include "app/command_line.hpp"

#include "app/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

using Flag = CommandHelp::Flag;

constexpr std::array kSeedFlags{
    Flag{.name = "demo", .value = "", .help = "the demo's authors and articles (stage local only)"},
    Flag{.name = "users", .value = "N", .help = "made-up users, the same every time (default 100)"},
    Flag{.name = "articles", .value = "N", .help = "made-up articles (default 1000)"},
    Flag{.name = "comments", .value = "N", .help = "made-up comments (default: two per article)"},
    Flag{.name = "favorites", .value = "N", .help = "made-up favourites (default: three per article)"},
    Flag{.name = "follows", .value = "N", .help = "made-up follows (default: ten per user)"},
};
constexpr std::array kExportFlags{Flag{.name = "out", .value = "FILE", .help = "where to (default: standard output)"}};
constexpr std::array kImportFlags{Flag{.name = "in", .value = "FILE", .help = "where from (default: standard input)"}};

constexpr std::array kCommands{
    CommandHelp{.name = "serve", .help = "serve the API and the web client", .flags = {}},
    CommandHelp{.name = "migrate", .help = "bring the database's schema up to this program's", .flags = {}},
    CommandHelp{.name = "seed", .help = "fill the database with demo or made-up content", .flags = kSeedFlags},
    CommandHelp{.name = "export", .help = "write the whole database as JSON Lines", .flags = kExportFlags},
    CommandHelp{.name = "import",
                .help = "read what export wrote; may be repeated until it went through",
                .flags = kImportFlags},
    CommandHelp{.name = "repair", .help = "recompute every derived count and say what was mended", .flags = {}},
    CommandHelp{.name = "healthcheck", .help = "ask the server on this machine whether it is ready", .flags = {}},
    CommandHelp{.name = "openapi", .help = "print the API's contract as JSON", .flags = {}},
    CommandHelp{.name = "metrics", .help = "print every metric with its kind, unit and meaning", .flags = {}},
    CommandHelp{.name = "routes", .help = "print every route with its method and authentication", .flags = {}},
    CommandHelp{.name = "version", .help = "print the version and the commit", .flags = {}},
};

const CommandHelp* find_command(std::string_view name) {
  const auto found = std::ranges::find(kCommands, name, &CommandHelp::name);
  return found == kCommands.end() ? nullptr : &*found;
}

/// The setting `name` is a switch: a flag for it may stand without a value.
bool is_switch(std::string_view name, const Flag* own) {
  if (own != nullptr) {
    return own->value.empty();
  }
  return std::ranges::any_of(settings(),
                             [name](const Setting& s) { return flag_of(s) == name && s.accepts == "true or false"; });
}

/// Goes through the words once.
class Parser {
 public:
  explicit Parser(std::span<const std::string_view> words) : words_(words) {}

  Result<CommandLine> parse() {
    while (!words_.empty()) {
      const auto word = take();
      if (word == "--help" || word == "-h") {
        line_.help = true;
      } else if (word == "--print-config") {
        line_.print_config = true;
      } else if (word.starts_with("--")) {
        TRY(take_flag(word.substr(2)));
      } else if (line_.command.empty() && find_command(word) != nullptr) {
        line_.command = word;
      } else if (line_.command.empty()) {
        return std::unexpected(invalid(std::string{word}, "is not a command; `conduit --help` lists them"));
      } else {
        return std::unexpected(invalid(std::string{word}, "is one word too many"));
      }
    }
    return std::move(line_);
  }

 private:
  std::string_view take() {
    const auto word = words_.front();
    words_ = words_.subspan(1);
    return word;
  }

  Result<> take_flag(std::string_view flag) {
    const auto equals = flag.find('=');
    const auto name = flag.substr(0, equals);
    const auto* const own = own_flag(name);
    std::string value = "true";
    if (equals != std::string_view::npos) {
      value = flag.substr(equals + 1);
    } else if (!is_switch(name, own)) {
      if (words_.empty()) {
        return std::unexpected(invalid(fmt::format("--{}", name), "needs a value"));
      }
      value = take();
    }
    (own != nullptr ? line_.own_flags : line_.setting_flags).emplace_back(name, std::move(value));
    return {};
  }

  [[nodiscard]] const Flag* own_flag(std::string_view name) const {
    const auto* const command = find_command(line_.command);
    if (command == nullptr) {
      return nullptr;
    }
    const auto found = std::ranges::find(command->flags, name, &Flag::name);
    return found == command->flags.end() ? nullptr : &*found;
  }

  std::span<const std::string_view> words_;
  CommandLine line_;
};

}  // namespace

std::span<const CommandHelp> command_helps() { return kCommands; }

Result<CommandLine> parse_command_line(std::span<const std::string_view> arguments) {
  return Parser{arguments}.parse();
}

std::string help_text() {
  std::string text =
      "conduit: a publishing platform in one program\n\n"
      "Usage: conduit COMMAND [flags]\n\nCommands\n";
  const auto out = std::back_inserter(text);
  for (const auto& command : kCommands) {
    fmt::format_to(out, "  {:<14}{}\n", command.name, command.help);
    for (const auto& flag : command.flags) {
      fmt::format_to(out, "    {:<18}{}\n", fmt::format("--{} {}", flag.name, flag.value), flag.help);
    }
  }
  text += "\nAll commands\n";
  text += "  --help        print this\n";
  text += "  --print-config  print each setting with where it came from, secrets hidden\n";
  text += "\nSettings (as a flag, or as the environment variable below it; a secret also from the file that\n";
  text += "<VARIABLE>_FILE names; flag over environment over default)\n";
  for (const auto& setting : settings()) {
    fmt::format_to(out, "  --{}\n      {}={}", flag_of(setting), setting.name, setting.fallback);
    if (setting.local_fallback != nullptr) {
      fmt::format_to(out, " ({} in stage local)", setting.local_fallback);
    }
    fmt::format_to(out, "\n      {}\n      takes {}\n", setting.help, setting.accepts);
  }
  return text;
}

}  // namespace conduit::app
