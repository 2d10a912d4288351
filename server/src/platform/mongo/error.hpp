#pragma once

#include "base/error.hpp"

#include <bson/bson.h>

#include <cstdint>
#include <string_view>

namespace conduit::mongo {

/// What the driver reports, in our words:
///  - a duplicate key is `conflict` (see is_conflict_on());
///  - `unavailable` is what may pass by itself: no server to be found, a connection lost, an election, no connection
///  free
///    in time, a time limit. A write that ends so may have happened all the same;
///  - everything else is `internal`: wrong credentials, a command that the server does not know.
/// The detail names hosts and collections, never a password or a value of a document.
[[nodiscard]] Error to_error(const bson_error_t& error);

/// Whether a write was refused because of the unique index of this name.
[[nodiscard]] bool is_conflict_on(const Error& error, std::string_view index);

[[nodiscard]] bool is_duplicate_key(std::int64_t code);

/// Whether, at the first connection, it is the connection string that must be mended: its host has no address, the
/// server refuses our credentials, or the two do not agree about TLS.
[[nodiscard]] bool is_refusal(const bson_error_t& error);

}  // namespace conduit::mongo
