#pragma once

#include "pages/fragments.hpp"
#include "pages/head.hpp"
#include "pages/site.hpp"
#include "profiles/profile.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace conduit::pages {

enum class ProfileTab : std::uint8_t { articles, favorites };

struct ProfilePage {
  profiles::Profile profile;
  ProfileTab tab = ProfileTab::articles;
  /// Nothing when it is too deep to be counted to.
  std::optional<ListPage> list;
};

[[nodiscard]] Head profile_head(const Site& site, const ProfilePage& page);
/// For readers without JavaScript; empty without a list.
[[nodiscard]] std::string profile_content(const ProfilePage& page);

}  // namespace conduit::pages
