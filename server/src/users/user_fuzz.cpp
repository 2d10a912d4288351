#include "text/unicode.hpp"
#include "users/user.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

/// What is valid once is stored so, and is valid again: a client that sends a profile back as it came changes nothing.
template <class Validate>
void require_stable(Validate validate, std::string_view text) {
  const auto once = validate(text);
  if (!once) {
    return;
  }
  const auto again = validate(*once);
  if (!again || *again != *once || conduit::text::is_blank(*once)) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conduit;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (!text::is_valid_utf8(text)) {
    return 0;
  }
  require_stable(users::valid_username, text);
  require_stable(users::valid_email, text);
  require_stable(users::valid_password, text);
  if (const auto username = users::valid_username(text); username && users::username_key(*username).empty()) {
    std::abort();
  }
  return 0;
}
