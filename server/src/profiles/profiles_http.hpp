#pragma once

#include "platform/http/router.hpp"
#include "profiles/profiles.hpp"

namespace conduit::profiles {

class ProfilesHttp {
 public:
  explicit ProfilesHttp(Profiles& profiles) : profiles_(profiles) {}

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  Task<http::Response> view(const http::Request& request);
  Task<http::Response> follow(const http::Request& request);
  Task<http::Response> unfollow(const http::Request& request);

  Profiles& profiles_;
};

}  // namespace conduit::profiles
