#include "app/data_commands.hpp"

#include "app/demo.hpp"
#include "app/stores.hpp"
#include "base/clock.hpp"
#include "platform/cache/change_clock.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace conduit::app {
namespace {

Result<> migrate(const Config& config) {
  TRY(const int migrations, migrate_stores(config.database_url));
  fmt::print("{} migrations\n", migrations);
  return {};
}

Result<> seed(const CommandLine& /*line*/, const Config& config) {
  const SystemClock clock;
  const auto changes = std::make_unique<cache::ChangeClock>();
  TRY(auto stores, open_stores(config.database_url, *changes));
  TRY(const bool seeded, seed_demo_if_empty(stores, clock));
  fmt::print("{}\n", seeded ? "demo content added" : "there are articles already: nothing added");
  return {};
}

}  // namespace

Result<> run_data_command(const CommandLine& line, const Config& config) {
  if (line.command == "migrate") {
    return migrate(config);
  }
  return seed(line, config);
}

}  // namespace conduit::app
