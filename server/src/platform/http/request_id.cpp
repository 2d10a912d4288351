#include "platform/http/request_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace conduit::http {
namespace {

constexpr std::size_t kMaxLength = 128;

bool is_fit(std::string_view id) {
  return !id.empty() && id.size() <= kMaxLength && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

}  // namespace

std::string request_id_or_new(std::string_view given) {
  if (is_fit(given)) {
    return std::string{given};
  }
  // Unique, not secret: a random start per thread and a counter.
  thread_local const auto thread_part = (std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}();
  thread_local std::uint64_t counter = 0;
  return fmt::format("{:016x}{:08x}", thread_part, ++counter);
}

}  // namespace conduit::http
