#include "platform/telemetry/sampler.hpp"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace conduit::telemetry {
namespace {

std::optional<double> parse_ratio(std::string_view text) {
  if (text.empty()) {
    return 1;
  }
  double ratio = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ratio);
  if (error != std::errc{} || end != text.data() + text.size() || !(ratio >= 0 && ratio <= 1)) {
    return std::nullopt;
  }
  return ratio;
}

/// A number from 0 to below 1 that is even over all traces. The last 7 bytes are those that are random for sure
/// (Trace Context, level 2).
double even(const TraceId& trace) {
  constexpr std::size_t kRandomBytes = 7;
  std::uint64_t number = 0;
  for (std::size_t i = trace.size() - kRandomBytes; i < trace.size(); ++i) {
    number = (number << 8U) | trace.at(i);
  }
  return std::ldexp(static_cast<double>(number), -static_cast<int>(kRandomBytes * 8));
}

}  // namespace

std::optional<Sampler> Sampler::parse(std::string_view name, std::string_view argument) {
  constexpr std::string_view kParentBased = "parentbased_";
  Sampler sampler{.parent_based = name.starts_with(kParentBased)};
  const auto kind = sampler.parent_based ? name.substr(kParentBased.size()) : name;
  if (kind == "always_on") {
    sampler.ratio = 1;
  } else if (kind == "traceidratio") {
    const auto ratio = parse_ratio(argument);
    if (!ratio) {
      return std::nullopt;
    }
    sampler.ratio = *ratio;
  } else if (kind != "always_off") {
    return std::nullopt;
  }
  return sampler;
}

bool Sampler::records(const TraceId& trace, const std::optional<TraceContext>& parent) const {
  if (parent && parent_based) {
    return parent->sampled;
  }
  return even(trace) < ratio;
}

}  // namespace conduit::telemetry
