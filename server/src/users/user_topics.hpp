#pragma once

#include "base/ids.hpp"
#include "platform/cache/change_clock.hpp"

#include <string_view>

// What cached answers can depend on in this feature. The numbers are unique in the whole server.

namespace conduit::users {

/// Anything about one account: its profile, its credentials.
[[nodiscard]] constexpr cache::Topic account_topic(UserId id) { return cache::topic(1, id.value); }

/// What the public sees of accounts: for answers that show many of them.
[[nodiscard]] constexpr cache::Topic public_profiles_topic() { return cache::topic(2); }

/// Whether there is an account of that name, by its username_key(): for answers that say there is none.
[[nodiscard]] constexpr cache::Topic username_topic(std::string_view key) { return cache::topic(3, key); }

}  // namespace conduit::users
