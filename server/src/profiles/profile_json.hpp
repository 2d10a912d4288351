#pragma once

#include "platform/json/body.hpp"
#include "platform/json/writer.hpp"
#include "profiles/profile.hpp"

namespace conduit::profiles {

/// Whether the reader follows the user of that id.
inline constexpr json::ReaderFlag::Kind kFollowing{1};

/// `{username, bio, image, following}`: also the author of an article or a comment.
void write_profile(json::Writer& out, const Profile& profile);

/// `{"profile": {...}}`
[[nodiscard]] json::Body profile_json(const Profile& profile);

}  // namespace conduit::profiles
