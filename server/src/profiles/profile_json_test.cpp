#include "profiles/profile_json.hpp"

#include "base/ids.hpp"
#include "profiles/profile.hpp"

#include <gtest/gtest.h>

namespace conduit::profiles {
namespace {

TEST(ProfileJson, HasTheContractsKeysAndNoOthers) {
  const Profile profile{
      .id = UserId{7}, .username = "Zoë \"K\"", .bio = {}, .image = "/avatars/zoe.svg", .following = true};

  EXPECT_EQ(profile_json(profile).text,
            R"({"profile":{"username":"Zoë \"K\"","bio":null,"image":"/avatars/zoe.svg","following":true}})");
}

}  // namespace
}  // namespace conduit::profiles
