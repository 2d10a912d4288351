#include "app/command_line.hpp"
#include "app/config.hpp"
#include "app/data_commands.hpp"
#include "app/docs_http.hpp"
#include "app/healthcheck.hpp"
#include "app/metrics.hpp"
#include "app/serve_command.hpp"
#include "app/version.hpp"
#include "platform/telemetry/otlp_client.hpp"

#include <fmt/format.h>
#include <sodium/core.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::app {
namespace {

constexpr int kFailed = 1;
constexpr int kMisused = 2;
constexpr std::chrono::seconds kHealthPatience{3};

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

/// One line per complaint: `conduit: CONDUIT_PORT is "x"; expected …`.
void complain(const Error& error) {
  for (const auto& [field, message] : error.fields) {
    fmt::print(stderr, "conduit: {} {}\n", field, message);
  }
  if (!error.detail.empty()) {
    fmt::print(stderr, "conduit: {}\n", error.detail);
  }
}

Result<> print_result(Result<std::string> text) {
  TRY(const auto content, std::move(text));
  print(content);
  return {};
}

Result<> run_command(const CommandLine& line, LoadedConfig loaded) {
  if (line.command == "serve") {
    return serve(std::move(loaded.config));
  }
  if (line.command == "routes") {
    return print_result(describe_routes(std::move(loaded.config)));
  }
  if (line.command == "metrics") {
    print(describe_metrics());
    return {};
  }
  if (line.command == "healthcheck") {
    return check_health(loaded.config.server.port, kHealthPatience);
  }
  if (line.command == "openapi") {
    print(openapi_document());
    return {};
  }
  if (line.command == "version") {
    print(fmt::format("conduit {} ({}), {} telemetry\n", version(), commit(),
                      telemetry::is_telemetry_built_in() ? "with" : "without"));
    return {};
  }
  return run_data_command(line, loaded.config);
}

int run(std::span<const std::string_view> arguments) {
  auto line = parse_command_line(arguments);
  if (!line) {
    complain(line.error());
    return kMisused;
  }
  if (line->help || (line->command.empty() && !line->print_config)) {
    print(help_text());
    return line->help ? 0 : kMisused;
  }
  auto loaded = load_config({.environment = process_environment(), .flags = line->setting_flags});
  if (!loaded) {
    complain(loaded.error());
    return kMisused;
  }
  if (line->print_config) {
    print(print_config(*loaded));
    return 0;
  }
  const auto result = run_command(*line, *std::move(loaded));
  if (!result) {
    complain(result.error());
    return result.error().code == ErrorCode::invalid ? kMisused : kFailed;
  }
  return 0;
}

}  // namespace

int run_program(std::span<const std::string_view> arguments) {
  if (sodium_init() < 0) {
    fmt::print(stderr, "conduit: the cryptographic library cannot start\n");
    return kFailed;
  }
  try {
    return run(arguments);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "conduit: {}\n", exception.what());
    return kFailed;
  }
}

}  // namespace conduit::app
