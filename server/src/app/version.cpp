#include "app/version.hpp"

namespace conduit::app {

std::string_view version() { return CONDUIT_VERSION; }

std::string_view commit() { return CONDUIT_COMMIT; }

}  // namespace conduit::app
