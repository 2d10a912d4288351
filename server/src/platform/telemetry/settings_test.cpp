#include "platform/telemetry/settings.hpp"

#include <gtest/gtest.h>

#include <map>

namespace conduit::telemetry {
namespace {

using Environment = std::map<std::string, std::string, std::less<>>;

Settings read(const Environment& environment) {
  return read_settings([&environment](std::string_view name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional{found->second};
  });
}

TEST(TelemetrySettings, WithoutAnAddressNothingIsExported) {
  const auto settings = read({});
  EXPECT_TRUE(settings.traces_url.empty());
  EXPECT_TRUE(settings.metrics_url.empty());
  EXPECT_TRUE(settings.warnings.empty());
}

TEST(TelemetrySettings, EachSignalHasItsPathOrAnAddressOfItsOwn) {
  const auto common = read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://agent:4318/"}});
  EXPECT_EQ(common.traces_url, "http://agent:4318/v1/traces");
  EXPECT_EQ(common.metrics_url, "http://agent:4318/v1/metrics");
  const auto own = read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://agent:4318"},
                         {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://other/as-it-is"}});
  EXPECT_EQ(own.traces_url, "http://agent:4318/v1/traces");
  EXPECT_EQ(own.metrics_url, "https://other/as-it-is");
}

TEST(TelemetrySettings, CanBeSwitchedOff) {
  const Environment on{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://agent:4318"}};
  auto off = on;
  off["OTEL_SDK_DISABLED"] = "TRUE";
  EXPECT_TRUE(read(off).traces_url.empty() && read(off).metrics_url.empty());
  off = on;
  off["OTEL_TRACES_EXPORTER"] = "none";
  EXPECT_TRUE(read(off).traces_url.empty());
  EXPECT_FALSE(read(off).metrics_url.empty());
  off = on;
  off["OTEL_METRICS_EXPORTER"] = "none";
  EXPECT_TRUE(read(off).metrics_url.empty());
}

TEST(TelemetrySettings, OneInAHundredIsRecordedUnlessAsked) {
  EXPECT_EQ(read({}).sampler.ratio, 0.01);
  EXPECT_TRUE(read({}).sampler.parent_based);
  EXPECT_EQ(read({{"OTEL_TRACES_SAMPLER_ARG", "0.5"}}).sampler.ratio, 0.5);
  EXPECT_EQ(read({{"OTEL_TRACES_SAMPLER", "always_on"}}).sampler.ratio, 1);
}

TEST(TelemetrySettings, WhatCannotBeUsedIsWarnedOfAndIgnored) {
  const auto settings = read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "agent:4318"},
                              {"OTEL_TRACES_SAMPLER", "often"},
                              {"OTEL_METRIC_EXPORT_INTERVAL", "10s"},
                              {"OTEL_RESOURCE_ATTRIBUTES", "team"}});
  EXPECT_TRUE(settings.traces_url.empty());
  EXPECT_EQ(settings.sampler.ratio, 0.01);
  EXPECT_EQ(settings.metrics_interval, std::chrono::seconds{60});
  EXPECT_TRUE(settings.resource.empty());
  EXPECT_EQ(settings.warnings.size(), 5U) << "the address counts for both signals";
  EXPECT_EQ(read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://a"}, {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}}).traces_url,
            "");
}

TEST(TelemetrySettings, ReadsTheResource) {
  const std::pair<std::string, std::string> attributes{"OTEL_RESOURCE_ATTRIBUTES", "service.name=mill,team=a"};
  EXPECT_EQ(read({attributes}).resource, (Resource{{"service.name", "mill"}, {"team", "a"}}));
  EXPECT_EQ(read({attributes, {"OTEL_SERVICE_NAME", "shop"}}).resource,
            (Resource{{"team", "a"}, {"service.name", "shop"}}))
      << "the variable of its own wins";
}

}  // namespace
}  // namespace conduit::telemetry
