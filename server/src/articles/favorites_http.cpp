#include "articles/articles_http.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

#include <utility>

namespace conduit::articles {

Task<http::Response> ArticlesHttp::favorite(const http::Request& request) {
  CO_TRY(const auto view, co_await articles_.favorite(request.signed_in(), request.path[0]));
  CO_TRY(auto json, co_await render(view));
  co_return http::ok(std::move(json.text));
}

Task<http::Response> ArticlesHttp::unfavorite(const http::Request& request) {
  CO_TRY(const auto view, co_await articles_.unfavorite(request.signed_in(), request.path[0]));
  CO_TRY(auto json, co_await render(view));
  co_return http::ok(std::move(json.text));
}

}  // namespace conduit::articles
