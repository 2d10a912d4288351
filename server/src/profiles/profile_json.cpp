#include "profiles/profile_json.hpp"

#include "platform/json/writer.hpp"
#include "profiles/profile.hpp"

#include <string>

namespace conduit::profiles {

void write_profile(json::Writer& out, const Profile& profile) {
  out.begin_object()
      .member("username", profile.username)
      .member("bio", profile.bio)
      .member("image", profile.image)
      .member("following", profile.following)
      .end_object();
}

std::string profile_json(const Profile& profile) {
  std::string out;
  json::Writer writer{out};
  writer.begin_object().key("profile");
  write_profile(writer, profile);
  writer.end_object();
  return out;
}

}  // namespace conduit::profiles
