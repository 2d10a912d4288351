#include "users/users_http.hpp"

#include "platform/http/route_quotas.hpp"
#include "users/user_json.hpp"

#include <utility>

namespace conduit::users {

void UsersHttp::add_routes(http::Router& router) {
  using enum http::Method;
  router.add(post, "/api/users", http::Auth::none, *this, &UsersHttp::register_account).quota =
      http::Quota::per_address;
  router.add(post, "/api/users/login", http::Auth::none, *this, &UsersHttp::log_in).quota = http::Quota::per_address;
  router.add(get, "/api/user", http::Auth::required, *this, &UsersHttp::current);
  router.add(put, "/api/user", http::Auth::required, *this, &UsersHttp::update);
}

Task<http::Response> UsersHttp::register_account(const http::Request& request) {
  CO_TRY(auto registration, parse_registration(request.body));
  CO_TRY(const auto signed_in, co_await accounts_.register_account(std::move(registration)));
  co_return http::created(user_json(signed_in));
}

Task<http::Response> UsersHttp::log_in(const http::Request& request) {
  CO_TRY(auto credentials, parse_credentials(request.body));
  CO_TRY(const auto signed_in,
         co_await accounts_.log_in(std::move(credentials), http::client_network(request.client_address)));
  co_return http::ok(user_json(signed_in));
}

Task<http::Response> UsersHttp::current(const http::Request& request) {
  CO_TRY(const auto signed_in, co_await accounts_.current(request.signed_in()));
  co_return http::ok(user_json(signed_in));
}

Task<http::Response> UsersHttp::update(const http::Request& request) {
  CO_TRY(auto edit, parse_account_edit(request.body));
  CO_TRY(const auto signed_in, co_await accounts_.update(request.signed_in(), std::move(edit)));
  co_return http::ok(user_json(signed_in));
}

}  // namespace conduit::users
