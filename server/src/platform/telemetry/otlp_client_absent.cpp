#include "platform/telemetry/otlp_client.hpp"

namespace conduit::telemetry {

bool is_telemetry_built_in() noexcept { return false; }

std::unique_ptr<OtlpClient> make_otlp_client(const Settings& /*settings*/) { return nullptr; }

}  // namespace conduit::telemetry
