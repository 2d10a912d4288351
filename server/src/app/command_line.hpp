#pragma once

#include "base/result.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::app {

/// `conduit COMMAND [--flag value | --flag=value]…`
struct CommandLine {
  std::string command;
  /// Flags that belong to the command itself, by name without dashes (`out`, `users` …).
  std::vector<std::pair<std::string, std::string>> own_flags;
  /// All others: settings.
  std::vector<std::pair<std::string, std::string>> setting_flags;
  bool help = false;
  bool print_config = false;
};

/// A command as `--help` shows it.
struct CommandHelp {
  std::string_view name;
  std::string_view help;
  /// `name`, what it takes, what it is for.
  struct Flag {
    std::string_view name;
    std::string_view value;
    std::string_view help;
  };
  std::span<const Flag> flags;
};

[[nodiscard]] std::span<const CommandHelp> command_helps();

/// `invalid` naming what is wrong: an unknown command, a word that is no flag, a flag without its value.
[[nodiscard]] Result<CommandLine> parse_command_line(std::span<const std::string_view> arguments);

/// What `--help` prints.
[[nodiscard]] std::string help_text();

/// Runs what the arguments (without the program's name) say; answers with the exit status: 0, 1 when it failed, 2 when
/// it was told nonsense.
[[nodiscard]] int run_program(std::span<const std::string_view> arguments);

}  // namespace conduit::app
