#include "app/config.hpp"

#include "app/config_values.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::app {
namespace {

using namespace std::chrono_literals;

const std::string kSecret(32, 's');

ConfigSources prod() {
  return {.environment = {{"CONDUIT_STAGE", "prod"},
                          {"CONDUIT_TOKEN_KEYS", "k1:" + kSecret},
                          {"CONDUIT_DATABASE_URL", "sqlite:/data/x.db"},
                          {"CONDUIT_PUBLIC_URL", "https://example.com/"}},
          .flags = {}};
}

TEST(Config, HasEveryDefault) {
  const auto loaded = load_config({});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->config.server.port, 8080);
  EXPECT_EQ(loaded->config.server.keep_alive, 75s);
  EXPECT_EQ(loaded->config.token_lifetime, std::chrono::hours{24 * 60});
  EXPECT_EQ(loaded->config.drain_delay, 0s);
  EXPECT_EQ(loaded->config.public_url, "http://localhost:8080");
}

TEST(Config, TakesAFlagOverTheEnvironment) {
  const auto loaded = load_config({.environment = {{"CONDUIT_PORT", "1"}, {"OTHER", "x"}}, .flags = {{"port", "2"}}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->config.server.port, 2);
}

TEST(Config, DrainsLongerBehindABalancer) { EXPECT_EQ(load_config(prod())->config.drain_delay, 10s); }

TEST(Config, InsistsOnSecretsOutsideLocal) {
  const auto loaded = load_config({.environment = {{"CONDUIT_STAGE", "dev"}}, .flags = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().fields.size(), 3U);
  EXPECT_EQ(loaded.error().fields[0].field, "CONDUIT_TOKEN_KEYS");
}

TEST(Config, RefusesTheDemoOutsideLocal) {
  auto sources = prod();
  sources.environment.emplace_back("CONDUIT_SEED_DEMO", "true");
  EXPECT_FALSE(load_config(sources));
}

TEST(Config, NamesEveryFaultAtOnce) {
  const auto loaded =
      load_config({.environment = {{"CONDUIT_PORT", "x"}, {"CONDUIT_PROT", "1"}}, .flags = {{"keep-alive", "0s"}}});
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().fields.size(), 3U);
  EXPECT_EQ(loaded.error().fields[0], (FieldError{"CONDUIT_PROT", "is not a setting; `conduit --help` lists them"}));
  EXPECT_EQ(loaded.error().fields[1], (FieldError{"CONDUIT_PORT", "is \"x\"; expected a port number from 0 to 65535"}));
  EXPECT_EQ(loaded.error().fields[2].field, "--keep-alive");
}

TEST(Config, NeverShowsASecret) {
  auto sources = prod();
  sources.environment[1].second = "k1:tooshort-but-secret";
  const auto loaded = load_config(sources);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().fields[0].message.find("tooshort"), std::string::npos);
  EXPECT_EQ(print_config(*load_config(prod())).find(kSecret), std::string::npos);
}

TEST(Config, SignsWithTheFirstOfSeveralKeys) {
  auto sources = prod();
  sources.environment[1].second = "new:" + kSecret + ",old:" + kSecret;
  const auto keys = load_config(sources)->config.token_keys;
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].id, "new");
  sources.environment[1].second = "same:" + kSecret + ",same:" + kSecret;
  EXPECT_FALSE(load_config(sources));
}

TEST(ConnectionString, LosesItsPassword) {
  EXPECT_EQ(without_password("mongodb://ann:p@ss:word@host/db"), "mongodb://ann:***@host/db");
  EXPECT_EQ(without_password("sqlite:data/x.db"), "sqlite:data/x.db");
  EXPECT_EQ(without_password("redis://host:6379"), "redis://host:6379");
}

TEST(ConfigValues, ReadDurationsAndSizes) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("60d"), std::chrono::hours{24 * 60});
  EXPECT_EQ(parse_bytes("64MiB"), std::size_t{64} << 20U);
  for (const std::string_view text :
       {"", "10", "s", "-1s", "1.5s", "1 s", "99999999999999999999s", "9223372036854775807d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

}  // namespace
}  // namespace conduit::app
