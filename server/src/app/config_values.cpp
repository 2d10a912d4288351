#include "app/config_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace conduit::app {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

/// A number with one of these units behind it.
template <std::size_t Count>
std::optional<std::uint64_t> parse_with_unit(std::string_view text, const std::array<Unit, Count>& units) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = std::ranges::find(units, text.substr(digits), &Unit::name);
  if (unit == units.end()) {
    return std::nullopt;
  }
  const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit->factor;
  const auto number = parse_number(text.substr(0, digits), 0, most);
  return number ? std::optional{*number * unit->factor} : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc{} || stopped != end || number < least || number > most) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::array<Unit, 5> kUnits{{{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  const auto milliseconds = parse_with_unit(text, kUnits);
  return milliseconds ? std::optional{std::chrono::milliseconds{*milliseconds}} : std::nullopt;
}

std::optional<std::size_t> parse_bytes(std::string_view text) {
  constexpr std::array<Unit, 4> kUnits{
      {{"", 1}, {"KiB", std::uint64_t{1} << 10U}, {"MiB", std::uint64_t{1} << 20U}, {"GiB", std::uint64_t{1} << 30U}}};
  return parse_with_unit(text, kUnits);
}

std::optional<rate_limit::Policy> parse_quota(std::string_view text) {
  if (text == "off") {
    return rate_limit::Policy{};
  }
  constexpr std::uint64_t kMostPerWindow = 1'000'000;
  constexpr std::chrono::hours kLongestWindow{24};
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const auto limit = parse_number(text.substr(0, slash), 1, kMostPerWindow);
  const auto window = parse_duration(text.substr(slash + 1));
  const bool is_window =
      window && *window >= std::chrono::seconds{1} && *window <= kLongestWindow && window->count() % 1'000 == 0;
  if (!limit || !is_window) {
    return std::nullopt;
  }
  return rate_limit::Policy{.name = {},
                            .limit = static_cast<std::int64_t>(*limit),
                            .window = std::chrono::duration_cast<std::chrono::seconds>(*window)};
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "true" || text == "1") {
    return true;
  }
  if (text == "false" || text == "0") {
    return false;
  }
  return std::nullopt;
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto first = part.find_first_not_of(" \t");
    if (first != std::string_view::npos) {
      parts.emplace_back(part.substr(first, part.find_last_not_of(" \t") - first + 1));
    }
  }
  return parts;
}

}  // namespace conduit::app
