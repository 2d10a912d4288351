#pragma once

#include "base/task.hpp"
#include "base/viewer.hpp"
#include "profiles/follow_store.hpp"
#include "profiles/profile.hpp"
#include "users/directory.hpp"

#include <optional>
#include <string_view>
#include <vector>

// Users as others see them, and who follows whom.

namespace conduit::profiles {

class Profiles {
 public:
  Profiles(users::Directory& directory, FollowStore& follows) : directory_(directory), follows_(follows) {}

  /// `not_found` naming `profile` when there is no such user; so do follow() and unfollow().
  Task<Profile> view(const std::optional<Viewer>& viewer, std::string_view username);

  /// Both are idempotent.
  Task<Profile> follow(const Viewer& viewer, std::string_view username);
  Task<Profile> unfollow(const Viewer& viewer, std::string_view username);

  /// Nothing when there is no such user.
  Task<std::optional<UserId>> find_id(std::string_view username);

  /// All of `ids`, which may repeat, in two queries at most. `internal` when one is missing: users are never removed.
  Task<Authors> authors(const std::optional<Viewer>& viewer, std::vector<UserId> ids);
  Task<Profile> author(const std::optional<Viewer>& viewer, UserId id);

 private:
  /// Without `following`.
  Task<Profile> find(std::string_view username);

  users::Directory& directory_;
  FollowStore& follows_;
};

}  // namespace conduit::profiles
