#pragma once

#include "platform/rate_limit/policy.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The forms in which settings are written.

namespace conduit::app {

/// Digits only, within bounds.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most);

/// `500ms`, `10s`, `5m`, `12h`, `60d`.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// `4096`, `64KiB`, `64MiB`, `1GiB`.
[[nodiscard]] std::optional<std::size_t> parse_bytes(std::string_view text);

/// `600/10m` (so many per duration, whole seconds) or `off`; the policy's name is left empty.
[[nodiscard]] std::optional<rate_limit::Policy> parse_quota(std::string_view text);

[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

/// The parts between commas, without white space around them and without empty ones.
[[nodiscard]] std::vector<std::string> parse_list(std::string_view text);

}  // namespace conduit::app
