#pragma once

#include "base/error.hpp"
#include "platform/http/response.hpp"

namespace conduit::http {

/// The only place where an Error becomes a status and a body of the contract's shape, `{"errors":{field:[message]}}`.
/// `detail` stays out of it.
[[nodiscard]] Response error_response(const Error& error);

[[nodiscard]] unsigned status_of(ErrorCode code) noexcept;

}  // namespace conduit::http
