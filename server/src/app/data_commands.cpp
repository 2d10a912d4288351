#include "app/data_commands.hpp"

#include "app/command_line.hpp"
#include "app/config.hpp"
#include "app/config_values.hpp"
#include "app/demo.hpp"
#include "app/made_up_content.hpp"
#include "app/repair.hpp"
#include "app/stores.hpp"
#include "app/transfer.hpp"
#include "app/wait_for.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/async/blocking_pool.hpp"
#include "platform/cache/unshared_cache.hpp"
#include "platform/crypto/password_hasher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace conduit::app {
namespace {

constexpr std::uint64_t kMostOfAKind = 100'000'000;

/// The stores of a command, with the schema up to date.
class OpenStores {
 public:
  static Result<OpenStores> open(const Config& config) {
    OpenStores open;
    TRY(migrate_stores(config.database_url));
    TRY(open.stores, open_stores(config.database_url, Purpose::maintenance, *open.cache_));
    return open;
  }

  Stores stores;

 private:
  OpenStores() = default;

  /// Nobody is told: the servers' caches are short-lived, and these commands are run while none is there or on an empty
  /// database.
  std::unique_ptr<cache::SharedCache> cache_ = std::make_unique<cache::UnsharedCache>();
};

std::optional<std::string_view> flag(const CommandLine& line, std::string_view name) {
  const auto found = std::ranges::find(line.own_flags, name, [](const auto& pair) { return pair.first; });
  return found == line.own_flags.end() ? std::nullopt : std::optional<std::string_view>{found->second};
}

Result<std::int64_t> count_flag(const CommandLine& line, std::string_view name, std::int64_t fallback) {
  const auto text = flag(line, name);
  if (!text) {
    return fallback;
  }
  const auto number = parse_number(*text, 0, kMostOfAKind);
  if (!number) {
    return std::unexpected(invalid(fmt::format("--{}", name),
                                   fmt::format("is \"{}\"; expected a number from 0 to {}", *text, kMostOfAKind)));
  }
  return static_cast<std::int64_t>(*number);
}

/// Tells a person at a terminal how far it is, at every tenth part.
std::function<void(std::int64_t)> progress_of(std::string_view doing, std::int64_t total) {
  return [doing, total, told = std::int64_t{0}](std::int64_t done) mutable {
    const auto tenth = total > 0 ? done * 10 / total : done / 10'000;
    if (tenth > told) {
      told = tenth;
      fmt::print(stderr, "{}: {}{}\n", doing, done, total > 0 ? fmt::format(" of {}", total) : "");
    }
  };
}

Result<> migrate(const Config& config) {
  TRY(const int migrations, migrate_stores(config.database_url));
  fmt::print("{}\n", migrations == 0 ? "the schema is up to date" : fmt::format("{} migrations made", migrations));
  return {};
}

Result<> seed_demo(const Config& config) {
  if (config.stage != Stage::local) {
    return std::unexpected(invalid("--demo", "is for stage local only: the demo's passwords are public"));
  }
  const SystemClock clock;
  TRY(auto open, OpenStores::open(config));
  TRY(const bool seeded, seed_demo_if_empty(open.stores, clock));
  fmt::print("{}\n", seeded ? "demo content added" : "there are articles already: nothing added");
  return {};
}

Result<ContentSize> size_of(const CommandLine& line) {
  ContentSize size;
  TRY(size.users, count_flag(line, "users", size.users));
  TRY(size.articles, count_flag(line, "articles", size.articles));
  if (size.users == 0 && size.articles > 0) {
    return std::unexpected(invalid("--users", "is 0; articles need somebody to write them"));
  }
  const bool readable = size.articles > 0;
  TRY(size.comments, count_flag(line, "comments", 2 * size.articles));
  TRY(size.favorites, count_flag(line, "favorites", 3 * size.articles));
  TRY(size.follows, count_flag(line, "follows", 10 * size.users));
  size.comments = readable ? size.comments : 0;
  return size;
}

Result<> seed(const CommandLine& line, const Config& config) {
  if (flag(line, "demo")) {
    return seed_demo(config);
  }
  TRY(const auto size, size_of(line));
  TRY(auto open, OpenStores::open(config));
  TRY(const auto page, wait_for(open.stores.articles->list({}, {.limit = 1, .offset = 0, .after = {}})));
  if (page.total > 0) {
    return std::unexpected(invalid("--database-url", "names a database that has articles; seed fills an empty one"));
  }
  async::BlockingPool pool{"password", {.threads = 1, .queue = 1}};
  crypto::PasswordHasher hasher{pool, {}};
  TRY(const auto hash, wait_for(hasher.hash(std::string{kMadeUpPassword})));
  const auto writer = open.stores.backend->bulk_writer();
  TRY(make_up_content(size, hash, *writer, progress_of("seed", size.total())));
  TRY(writer->finish());
  fmt::print("{} users, {} articles\n", size.users, size.articles);
  return {};
}

Error file_error(std::string_view flag_name, std::string_view path) {
  return invalid(fmt::format("--{}", flag_name), fmt::format("is \"{}\": {}", path, std::strerror(errno)));
}

Result<> export_database(const CommandLine& line, const Config& config) {
  TRY(auto open, OpenStores::open(config));
  const auto reader = open.stores.backend->bulk_reader();
  const auto path = flag(line, "out").value_or("-");
  if (path == "-") {
    TRY(export_records(*reader, std::cout));
    return {};
  }
  std::ofstream file{std::string{path}, std::ios::binary | std::ios::trunc};
  if (!file) {
    return std::unexpected(file_error("out", path));
  }
  TRY(const auto records, export_records(*reader, file));
  fmt::print(stderr, "{} records\n", records);
  return {};
}

Result<> import_database(const CommandLine& line, const Config& config) {
  const auto path = flag(line, "in").value_or("-");
  std::ifstream file;
  if (path != "-") {
    file.open(std::string{path}, std::ios::binary);
    if (!file) {
      return std::unexpected(file_error("in", path));
    }
  }
  TRY(auto open, OpenStores::open(config));
  const auto writer = open.stores.backend->bulk_writer();
  TRY(const auto records, import_records(path == "-" ? std::cin : file, *writer, progress_of("import", 0)));
  fmt::print(stderr, "{} records\n", records);
  return {};
}

Result<> repair(const Config& config) {
  TRY(auto open, OpenStores::open(config));
  TRY(const auto mended, open.stores.backend->repairer()->repair());
  for (const auto& [what, rows] : mended) {
    fmt::print("mended {}: {} rows\n", what, rows);
  }
  if (mended.empty()) {
    fmt::print("nothing to mend\n");
  }
  return {};
}

}  // namespace

Result<> run_data_command(const CommandLine& line, const Config& config) {
  if (line.command == "migrate") {
    return migrate(config);
  }
  if (line.command == "seed") {
    return seed(line, config);
  }
  if (line.command == "export") {
    return export_database(line, config);
  }
  if (line.command == "import") {
    return import_database(line, config);
  }
  return repair(config);
}

}  // namespace conduit::app
