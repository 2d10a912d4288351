#include "users/directory.hpp"

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "users/user.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::users {

Task<std::optional<PublicUser>> Directory::find(std::string_view username) {
  CO_TRY(auto user, co_await users_.find_by_username_key(username_key(username)));
  if (!user) {
    co_return std::nullopt;
  }
  co_return PublicUser{.id = user->id,
                       .username = std::move(user->username),
                       .bio = std::move(user->bio),
                       .image = std::move(user->image)};
}

Task<std::vector<PublicUser>> Directory::find_all(std::span<const UserId> ids) {
  co_return co_await users_.find_public(ids);
}

}  // namespace conduit::users
