#pragma once

#include "platform/http/authenticator.hpp"
#include "platform/http/router.hpp"
#include "users/accounts.hpp"
#include "users/token_authenticator.hpp"

#include <string_view>

namespace conduit::users {

class UsersHttp {
 public:
  explicit UsersHttp(Accounts& accounts) : accounts_(accounts) {}

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  Task<http::Response> register_account(const http::Request& request);
  Task<http::Response> log_in(const http::Request& request);
  Task<http::Response> current(const http::Request& request);
  Task<http::Response> update(const http::Request& request);

  Accounts& accounts_;
};

/// The gate in front of all handlers asks TokenAuthenticator through this.
class HttpAuthenticator final : public http::Authenticator {
 public:
  explicit HttpAuthenticator(TokenAuthenticator& tokens) : tokens_(tokens) {}

  Task<Viewer> authenticate(std::string_view token) override { return tokens_.authenticate(token); }

 private:
  TokenAuthenticator& tokens_;
};

}  // namespace conduit::users
