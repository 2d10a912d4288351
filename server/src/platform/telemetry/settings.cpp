#include "platform/telemetry/settings.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <utility>

namespace conduit::telemetry {
namespace {

constexpr std::string_view kServiceName = "service.name";
constexpr std::string_view kDefaultSampler = "parentbased_traceidratio";
/// One in a hundred: what tracing costs then is lost in the noise, and rare faults have their log lines.
constexpr std::string_view kDefaultRatio = "0.01";

class Reader {
 public:
  Reader(const std::function<std::optional<std::string>(std::string_view)>& environment,
         std::vector<std::string>& warnings)
      : environment_(environment), warnings_(warnings) {}

  /// An empty value counts as none, by OpenTelemetry's rule.
  [[nodiscard]] std::string text(std::string_view name) const { return environment_(name).value_or(""); }

  [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t fallback) const {
    const auto value = text(name);
    if (value.empty()) {
      return fallback;
    }
    std::int64_t number = 0;
    const auto* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc{} || stop != end || number <= 0) {
      warn(name, "is not a number above zero");
      return fallback;
    }
    return number;
  }

  [[nodiscard]] std::chrono::milliseconds milliseconds(std::string_view name, std::int64_t fallback) const {
    return std::chrono::milliseconds{number(name, fallback)};
  }

  void warn(std::string_view name, std::string_view why) const { warnings_.push_back(fmt::format("{} {}", name, why)); }

 private:
  const std::function<std::optional<std::string>(std::string_view)>& environment_;
  std::vector<std::string>& warnings_;
};

/// `key=value,…`, percent-decoded no further than OpenTelemetry asks of names and numbers.
Resource read_attributes(const Reader& reader) {
  constexpr std::string_view kName = "OTEL_RESOURCE_ATTRIBUTES";
  Resource resource;
  const auto text = reader.text(kName);
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      reader.warn(kName, "is not key=value[,key=value…]");
      return {};
    }
    resource.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return resource;
}

Resource read_resource(const Reader& reader) {
  auto resource = read_attributes(reader);
  // The variable of its own wins.
  if (auto name = reader.text("OTEL_SERVICE_NAME"); !name.empty()) {
    std::erase_if(resource, [](const auto& attribute) { return attribute.first == kServiceName; });
    resource.emplace_back(kServiceName, std::move(name));
  }
  return resource;
}

/// The address for one signal: its own, or the common one with the signal's path.
std::string url_of(const Reader& reader, std::string_view signal, std::string_view path) {
  const auto own_name = fmt::format("OTEL_EXPORTER_OTLP_{}_ENDPOINT", signal);
  constexpr std::string_view kCommon = "OTEL_EXPORTER_OTLP_ENDPOINT";
  auto url = reader.text(own_name);
  const bool is_own = !url.empty();
  if (!is_own) {
    url = reader.text(kCommon);
    if (url.empty()) {
      return {};
    }
    url += url.ends_with('/') ? path.substr(1) : path;
  }
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    reader.warn(is_own ? std::string_view{own_name} : kCommon, "is not an http:// or https:// address");
    return {};
  }
  return url;
}

bool speaks_protobuf_over_http(const Reader& reader) {
  constexpr std::string_view kName = "OTEL_EXPORTER_OTLP_PROTOCOL";
  const auto protocol = reader.text(kName);
  if (protocol.empty() || protocol == "http/protobuf") {
    return true;
  }
  reader.warn(kName, "must be http/protobuf; nothing is exported");
  return false;
}

Sampler read_sampler(const Reader& reader) {
  constexpr std::string_view kName = "OTEL_TRACES_SAMPLER";
  constexpr std::string_view kArgument = "OTEL_TRACES_SAMPLER_ARG";
  const auto name = reader.text(kName);
  const auto argument = reader.text(kArgument);
  if (!name.empty()) {
    if (const auto sampler = Sampler::parse(name, argument)) {
      return *sampler;
    }
    reader.warn(kName, "with OTEL_TRACES_SAMPLER_ARG names no sampler");
  } else if (!argument.empty()) {
    if (const auto sampler = Sampler::parse(kDefaultSampler, argument)) {
      return *sampler;
    }
    reader.warn(kArgument, "is not a ratio from 0 to 1");
  }
  return *Sampler::parse(kDefaultSampler, kDefaultRatio);
}

}  // namespace

Settings read_settings(const std::function<std::optional<std::string>(std::string_view name)>& environment) {
  constexpr std::int64_t kMetricsInterval = 60'000;
  constexpr std::int64_t kSpansDelay = 5'000;
  constexpr std::int64_t kSpansQueue = 2'048;
  constexpr std::int64_t kTimeout = 10'000;

  Settings settings;
  const Reader reader{environment, settings.warnings};
  settings.resource = read_resource(reader);
  settings.sampler = read_sampler(reader);
  settings.metrics_interval = reader.milliseconds("OTEL_METRIC_EXPORT_INTERVAL", kMetricsInterval);
  settings.spans_delay = reader.milliseconds("OTEL_BSP_SCHEDULE_DELAY", kSpansDelay);
  settings.spans_queue = static_cast<std::size_t>(reader.number("OTEL_BSP_MAX_QUEUE_SIZE", kSpansQueue));
  settings.timeout = reader.milliseconds("OTEL_EXPORTER_OTLP_TIMEOUT", kTimeout);
  const bool is_disabled = boost::algorithm::iequals(reader.text("OTEL_SDK_DISABLED"), "true");
  if (!is_disabled && speaks_protobuf_over_http(reader)) {
    if (reader.text("OTEL_TRACES_EXPORTER") != "none") {
      settings.traces_url = url_of(reader, "TRACES", "/v1/traces");
    }
    if (reader.text("OTEL_METRICS_EXPORTER") != "none") {
      settings.metrics_url = url_of(reader, "METRICS", "/v1/metrics");
    }
  }
  return settings;
}

}  // namespace conduit::telemetry
