#pragma once

#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/http/response.hpp"

namespace conduit::http {

/// The only place where an Error becomes a status and a body of the contract's shape, `{"errors":{field:[message]}}`.
/// `detail` stays out of it.
[[nodiscard]] Response error_response(const Error& error);

/// What a shared read answers with when it finds nothing: a 404 that holds until one of `topics` changes. Any other
/// error stays one.
[[nodiscard]] Result<Response> shared_absence(const Error& error, Topics topics);

[[nodiscard]] unsigned status_of(ErrorCode code) noexcept;

}  // namespace conduit::http
