#include "profiles/profile_json.hpp"

#include "platform/json/body.hpp"
#include "platform/json/writer.hpp"
#include "profiles/profile.hpp"

namespace conduit::profiles {

void write_profile(json::Writer& out, const Profile& profile) {
  out.begin_object()
      .member("username", profile.username)
      .member("bio", profile.bio)
      .member("image", profile.image)
      .flag("following", profile.following, kFollowing, profile.id.value)
      .end_object();
}

json::Body profile_json(const Profile& profile) {
  json::Body out;
  json::Writer writer{out};
  writer.begin_object().key("profile");
  write_profile(writer, profile);
  writer.end_object();
  return out;
}

}  // namespace conduit::profiles
