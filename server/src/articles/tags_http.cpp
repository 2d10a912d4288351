#include "articles/article_json.hpp"
#include "articles/article_topics.hpp"
#include "articles/articles_http.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

namespace conduit::articles {

Task<http::Response> ArticlesHttp::tags(const http::Request& /*request*/) {
  CO_TRY(const auto tags, co_await articles_.tags());
  co_return http::shared(http::ok(tags_json(tags)), {tags_topic()});
}

}  // namespace conduit::articles
