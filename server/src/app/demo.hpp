#pragma once

#include "app/stores.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

// The content of `make run`: authors, articles, comments, favourites and follows, from the files in server/demo (their
// form: server/demo/README.md). Ages count back from now, so that the site looks alive whenever it is started.

namespace conduit::app {

/// Every demo account has this password: the demo is for a machine of one's own.
inline constexpr std::string_view kDemoPassword = "password123";

/// Adds the demo unless there is an article already; answers whether it did.
[[nodiscard]] Result<bool> seed_demo_if_empty(Stores& stores, const Clock& clock);

}  // namespace conduit::app
