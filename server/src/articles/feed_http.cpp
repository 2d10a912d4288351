#include "articles/article_json.hpp"
#include "articles/article_query_http.hpp"
#include "articles/articles_http.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace conduit::articles {

Task<http::Response> ArticlesHttp::feed(const http::Request& request) {
  CO_TRY(const auto window, parse_window(request));
  CO_TRY(const auto list, co_await articles_.feed(request.signed_in(), window));
  co_return http::ok(article_list_json(list).text);
}

}  // namespace conduit::articles
