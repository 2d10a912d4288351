#include "articles/articles_http.hpp"

#include "articles/article_json.hpp"
#include "articles/article_query_http.hpp"
#include "articles/article_topics.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "platform/http/error_response.hpp"
#include "platform/http/reader_flags.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/http/router.hpp"
#include "platform/json/body.hpp"
#include "users/user_topics.hpp"

#include <span>
#include <utility>

namespace conduit::articles {

void ArticlesHttp::add_routes(http::Router& router) {
  using enum http::Method;
  router.add(get, "/api/articles", http::Auth::optional, *this, &ArticlesHttp::list).caching = http::Caching::shared;
  router.add(post, "/api/articles", http::Auth::required, *this, &ArticlesHttp::create);
  router.add(get, "/api/articles/feed", http::Auth::required, *this, &ArticlesHttp::feed);
  router.add(get, "/api/articles/{slug}", http::Auth::optional, *this, &ArticlesHttp::view).caching =
      http::Caching::shared;
  router.add(put, "/api/articles/{slug}", http::Auth::required, *this, &ArticlesHttp::update);
  router.add(del, "/api/articles/{slug}", http::Auth::required, *this, &ArticlesHttp::remove);
  router.add(post, "/api/articles/{slug}/favorite", http::Auth::required, *this, &ArticlesHttp::favorite);
  router.add(del, "/api/articles/{slug}/favorite", http::Auth::required, *this, &ArticlesHttp::unfavorite);
  router.add(get, "/api/tags", http::Auth::none, *this, &ArticlesHttp::tags).caching = http::Caching::shared;
}

void ArticlesHttp::add_flags(http::ReaderFlags& flags) {
  flags.add<ArticleId>(kFavorited, [this](const Viewer& viewer, std::span<const ArticleId> ids) {
    return articles_.favorited_among(viewer, ids);
  });
}

Task<http::Response> ArticlesHttp::list(const http::Request& request) {
  CO_TRY(auto wanted, parse_list_request(request));
  CO_TRY(const auto list, co_await articles_.list(std::move(wanted)));
  co_return http::shared(article_list_json(list), {article_lists_topic(), users::public_profiles_topic()});
}

Task<http::Response> ArticlesHttp::create(const http::Request& request) {
  CO_TRY(auto input, parse_new_article(request.body));
  CO_TRY(const auto view, co_await articles_.create(request.signed_in(), std::move(input)));
  CO_TRY(auto json, co_await render(view));
  co_return http::created(std::move(json.text));
}

Task<http::Response> ArticlesHttp::view(const http::Request& request) {
  const auto& slug = request.path[0];
  const auto view = co_await articles_.view(slug);
  if (!view) {
    co_return http::shared_absence(view.error(), {slug_topic(slug)});
  }
  CO_TRY(auto json, co_await render(*view));
  co_return http::shared(std::move(json), {article_topic(view->article.id), users::account_topic(view->author.id)});
}

Task<http::Response> ArticlesHttp::update(const http::Request& request) {
  CO_TRY(auto own, co_await articles_.own(request.signed_in(), request.path[0]));
  CO_TRY(auto edit, parse_article_edit(request.body));
  CO_TRY(const auto view, co_await articles_.update(request.signed_in(), std::move(own), std::move(edit)));
  CO_TRY(auto json, co_await render(view));
  co_return http::ok(std::move(json.text));
}

Task<http::Response> ArticlesHttp::remove(const http::Request& request) {
  CO_TRY(auto own, co_await articles_.own(request.signed_in(), request.path[0]));
  CO_TRY(co_await articles_.remove(std::move(own)));
  co_return http::no_content();
}

Task<json::Body> ArticlesHttp::render(const ArticleView& view) {
  CO_TRY(const auto html, co_await renderer_.html(view.article.body));
  co_return article_json(view, *html);
}

}  // namespace conduit::articles
