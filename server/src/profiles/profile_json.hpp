#pragma once

#include "platform/json/writer.hpp"
#include "profiles/profile.hpp"

#include <string>

namespace conduit::profiles {

/// `{username, bio, image, following}`: also the author of an article or a comment.
void write_profile(json::Writer& out, const Profile& profile);

/// `{"profile": {...}}`
[[nodiscard]] std::string profile_json(const Profile& profile);

}  // namespace conduit::profiles
