#pragma once

#include "base/task.hpp"
#include "users/user.hpp"
#include "users/user_store.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace conduit::users {

/// What other features may ask of accounts: who is who, in public.
class Directory {
 public:
  explicit Directory(UserStore& users) : users_(users) {}

  /// In any spelling of the name that counts as the same.
  Task<std::optional<PublicUser>> find(std::string_view username);

  /// Those that exist, in no order.
  Task<std::vector<PublicUser>> find_all(std::span<const UserId> ids);

 private:
  UserStore& users_;
};

}  // namespace conduit::users
