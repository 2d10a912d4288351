#include "platform/telemetry/trace_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <random>
#include <span>

namespace conduit::telemetry {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kSpanDigits = 16;
/// `00-` trace `-` span `-` flags.
constexpr std::size_t kTraceparent = 3 + kTraceDigits + 1 + kSpanDigits + 1 + 2;

bool any_set(std::span<const std::uint8_t> bytes) {
  return std::ranges::any_of(bytes, [](std::uint8_t byte) { return byte != 0; });
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xFU];
  }
  return text;
}

/// False unless `text` is nothing but lower-case digits, two for each of `bytes`.
bool read_hex(std::string_view text, std::span<std::uint8_t> bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto high = kDigits.find(text[2 * i]);
    const auto low = kDigits.find(text[(2 * i) + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return false;
    }
    bytes[i] = static_cast<std::uint8_t>((high << 4U) | low);
  }
  return true;
}

template <class Id>
Id random_id() {
  thread_local std::mt19937_64 generator{[] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64{seed};
  }()};
  Id id{};
  while (!any_set(id)) {
    for (std::size_t at = 0; at < id.size(); at += sizeof(std::uint64_t)) {
      const auto value = generator();
      std::memcpy(&id.at(at), &value, sizeof value);
    }
  }
  return id;
}

}  // namespace

bool is_valid(const TraceId& id) noexcept { return any_set(id); }
bool is_valid(const SpanId& id) noexcept { return any_set(id); }

std::string to_hex(const TraceId& id) { return hex(id); }
std::string to_hex(const SpanId& id) { return hex(id); }

TraceId new_trace_id() { return random_id<TraceId>(); }
SpanId new_span_id() { return random_id<SpanId>(); }

std::optional<TraceContext> parse_traceparent(std::string_view text) {
  std::array<std::uint8_t, 1> version{};
  if (text.size() < kTraceparent || !read_hex(text, version) || version[0] == 0xFF) {
    return std::nullopt;
  }
  const bool is_known_version = version[0] == 0;
  if (text.size() > kTraceparent && (is_known_version || text[kTraceparent] != '-')) {
    return std::nullopt;
  }
  constexpr std::size_t kTraceAt = 3;
  constexpr std::size_t kSpanAt = kTraceAt + kTraceDigits + 1;
  constexpr std::size_t kFlagsAt = kSpanAt + kSpanDigits + 1;
  if (text[kTraceAt - 1] != '-' || text[kSpanAt - 1] != '-' || text[kFlagsAt - 1] != '-') {
    return std::nullopt;
  }
  TraceContext context;
  std::array<std::uint8_t, 1> flags{};
  if (!read_hex(text.substr(kTraceAt), context.trace) || !read_hex(text.substr(kSpanAt), context.span) ||
      !read_hex(text.substr(kFlagsAt), flags) || !is_valid(context.trace) || !is_valid(context.span)) {
    return std::nullopt;
  }
  context.sampled = (flags[0] & 1U) != 0;
  return context;
}

std::string to_traceparent(const TraceContext& context) {
  return fmt::format("00-{}-{}-{:02x}", to_hex(context.trace), to_hex(context.span), context.sampled ? 1 : 0);
}

}  // namespace conduit::telemetry
