#pragma once

#include "base/ids.hpp"
#include "platform/cache/change_clock.hpp"

// What cached answers can depend on in this feature. The numbers are unique in the whole server.

namespace conduit::users {

/// Anything about one account: its profile, its credentials.
[[nodiscard]] constexpr cache::Topic account_topic(UserId id) { return cache::topic(1, id.value); }

/// What the public sees of accounts: for answers that show many of them.
[[nodiscard]] constexpr cache::Topic public_profiles_topic() { return cache::topic(2); }

}  // namespace conduit::users
