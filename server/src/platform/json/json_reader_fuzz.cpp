#include "platform/json/reader.hpp"
#include "platform/json/writer.hpp"
#include "text/unicode.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// Whatever the bytes are, the reader answers; and a string that it lets through is UTF-8 that the writer writes and the
// reader reads back as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};

  const auto body = json::RequestBody::parse(bytes, "a");
  if (!body) {
    return 0;
  }
  const auto field = body->field("b");
  (void)field.optional_strings();
  (void)field.nullable_string();
  if (const auto text = field.required_string()) {
    std::string written;
    json::append_string(written, *text);
    const auto again = json::parse(written);
    if (!text::is_valid_utf8(*text) || !again || again->as_string() != *text) {
      std::abort();
    }
  }
  return 0;
}
