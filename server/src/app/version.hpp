#pragma once

#include <string_view>

namespace conduit::app {

/// The release, as in CMakeLists.txt.
[[nodiscard]] std::string_view version();

/// The commit this program was built from; "unknown" outside a checkout.
[[nodiscard]] std::string_view commit();

}  // namespace conduit::app
