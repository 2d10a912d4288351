#pragma once

#include "platform/http/reader_flags.hpp"
#include "platform/http/router.hpp"
#include "profiles/profiles.hpp"

namespace conduit::profiles {

class ProfilesHttp {
 public:
  explicit ProfilesHttp(Profiles& profiles) : profiles_(profiles) {}

  // `*this` must outlive what it is added to.
  void add_routes(http::Router& router);
  void add_flags(http::ReaderFlags& flags);

 private:
  Task<http::Response> view(const http::Request& request);
  Task<http::Response> follow(const http::Request& request);
  Task<http::Response> unfollow(const http::Request& request);

  Profiles& profiles_;
};

}  // namespace conduit::profiles
