#include "platform/http/request.hpp"
#include "platform/http/request_reader.hpp"
#include "platform/http/url.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What a stranger can send to the port: in pieces whose size the first byte chooses, through the reader, and every
// target on through the decoding of paths and queries.

// NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): libFuzzer's signature
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit::http;
  if (size < 2) {
    return 0;
  }
  const std::size_t step = std::size_t{data[0]} + 1;
  std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  ServerOptions options;
  options.max_body_bytes = 4096;
  RequestReader reader{options};
  while (!bytes.empty() && reader.state() != RequestReader::State::refused) {
    const auto room = reader.prepare();
    const auto count = std::min({room.size(), step, bytes.size()});
    std::ranges::copy(bytes.substr(0, count), room.begin());
    bytes.remove_prefix(count);
    auto state = reader.commit(count);
    while (state == RequestReader::State::complete) {
      Request request;
      reader.fill(request);
      const auto question_mark = request.target.find('?');
      if (question_mark != std::string_view::npos) {
        static_cast<void>(parse_query(request.target.substr(question_mark + 1)));
      }
      static_cast<void>(decode_path_segment(request.raw_path));
      state = reader.next();
    }
  }
  return 0;
}
