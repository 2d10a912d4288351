#pragma once

#include "base/ids.hpp"

#include <optional>
#include <string>
#include <unordered_map>

namespace conduit::profiles {

/// A user as one reader sees them.
struct Profile {
  UserId id;
  std::string username;
  std::optional<std::string> bio;
  std::optional<std::string> image;
  /// False for a reader who is not signed in.
  bool following = false;

  bool operator==(const Profile&) const = default;
};

/// The authors of a page of articles or comments.
using Authors = std::unordered_map<UserId, Profile>;

}  // namespace conduit::profiles
