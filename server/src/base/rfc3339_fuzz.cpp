#include "base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// A moment that we read is one that we would write, to the byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto time = conduit::parse_rfc3339(text); time && conduit::to_rfc3339(*time) != text) {
    std::abort();
  }
  return 0;
}
