#include "platform/telemetry/measurements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace conduit::telemetry {
namespace {

/// The unit as a word of the name; nothing for units that are only notes, such as {request}.
std::string_view unit_word(std::string_view unit) {
  if (unit == "s") {
    return "seconds";
  }
  if (unit == "By") {
    return "bytes";
  }
  return {};
}

std::string name_of(const MetricDescription& description) {
  std::string name{description.name};
  std::ranges::replace(name, '.', '_');
  if (const auto word = unit_word(description.unit); !word.empty() && !name.ends_with(word)) {
    name.append("_").append(word);
  }
  if (description.kind == MetricKind::counter) {
    name += "_total";
  }
  return name;
}

void append_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '\\':
        text += "\\\\";
        break;
      case '"':
        text += "\\\"";
        break;
      case '\n':
        text += "\\n";
        break;
      default:
        text += c;
    }
  }
}

/// `{a="1",b="2"}`, with `le` behind the others where it is given.
std::string braces(const Labels& labels, std::string_view bound = {}) {
  std::string text;
  const auto append = [&text](std::string_view name, std::string_view value) {
    text += text.empty() ? '{' : ',';
    const auto at = text.size();
    text += name;
    std::replace(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '.', '_');
    text += "=\"";
    append_escaped(text, value);
    text += '"';
  };
  for (const auto& [name, value] : labels) {
    append(name, value);
  }
  if (!bound.empty()) {
    append("le", bound);
  }
  if (!text.empty()) {
    text += '}';
  }
  return text;
}

void append_histogram(std::string& text, std::string_view name, const Labels& labels, const HistogramValue& value) {
  const auto out = std::back_inserter(text);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < value.bounds.size(); ++i) {
    below += value.counts[i];
    fmt::format_to(out, "{}_bucket{} {}\n", name, braces(labels, fmt::format("{}", value.bounds[i])), below);
  }
  fmt::format_to(out, "{}_bucket{} {}\n", name, braces(labels, "+Inf"), value.count);
  fmt::format_to(out, "{}_sum{} {}\n", name, braces(labels), value.sum);
  fmt::format_to(out, "{}_count{} {}\n", name, braces(labels), value.count);
}

}  // namespace

std::string to_prometheus(const Measurements& measurements) {
  std::string text;
  const auto out = std::back_inserter(text);
  for (const auto& [description, points] : measurements.metrics()) {
    const auto name = name_of(*description);
    fmt::format_to(out, "# HELP {} {}\n# TYPE {} {}\n", name, description->help, name, to_string(description->kind));
    for (const auto& [labels, value] : points) {
      if (const auto* const histogram = std::get_if<HistogramValue>(&value)) {
        append_histogram(text, name, labels, *histogram);
      } else {
        fmt::format_to(out, "{}{} {}\n", name, braces(labels), std::get<double>(value));
      }
    }
  }
  return text;
}

}  // namespace conduit::telemetry
