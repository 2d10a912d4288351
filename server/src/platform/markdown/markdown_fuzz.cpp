#include "platform/markdown/renderer.hpp"
#include "platform/markdown/tags_test_support.hpp"
#include "text/unicode.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Whatever the Markdown is, the HTML is made of our tags only, each closed in its place, and is text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit;
  const std::string_view markdown{reinterpret_cast<const char*>(data), size};
  if (!text::is_valid_utf8(markdown)) {
    return 0;
  }
  const auto html = markdown::render(markdown);
  if (markdown::fault_in(html) || !text::is_valid_utf8(html)) {
    std::abort();
  }
  return 0;
}
