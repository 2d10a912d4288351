#include "app/transfer_json.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

/// What parse_line() takes must come out of append_line() in a form that it takes again, with the same content.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit::app;
  const auto line = parse_line(std::string_view{reinterpret_cast<const char*>(data), size});
  if (!line) {
    return 0;
  }
  std::string written;
  std::visit([&written](const auto& any) { append_line(written, any); }, *line);
  written.pop_back();
  const auto again = parse_line(written);
  if (!again || *again != *line) {
    std::abort();
  }
  return 0;
}
