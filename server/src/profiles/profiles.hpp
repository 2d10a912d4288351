#pragma once

#include "base/ids.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "profiles/follow_store.hpp"
#include "profiles/profile.hpp"
#include "users/directory.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

// Users as others see them, and who follows whom.

namespace conduit::profiles {

class Profiles {
 public:
  Profiles(users::Directory& directory, FollowStore& follows) : directory_(directory), follows_(follows) {}

  /// As who follows nobody sees it. `not_found` naming `profile` when there is no such user; so do follow() and
  /// unfollow().
  Task<Profile> view(std::string_view username);

  /// Both are idempotent.
  Task<Profile> follow(const Viewer& viewer, std::string_view username);
  Task<Profile> unfollow(const Viewer& viewer, std::string_view username);

  /// Those of `ids` whom the viewer follows, in no order.
  Task<std::vector<UserId>> followed_among(const Viewer& viewer, std::span<const UserId> ids);

  /// Nothing when there is no such user.
  Task<std::optional<UserId>> find_id(std::string_view username);

  /// All of `ids`, which may repeat, in two queries at most. `internal` when one is missing: users are never removed.
  Task<Authors> authors(const std::optional<Viewer>& viewer, std::vector<UserId> ids);
  Task<Profile> author(const std::optional<Viewer>& viewer, UserId id);

 private:
  users::Directory& directory_;
  FollowStore& follows_;
};

}  // namespace conduit::profiles
