#include "comments/comments_http.hpp"

#include "articles/article_topics.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "comments/comment_json.hpp"
#include "comments/comment_topics.hpp"
#include "comments/comments.hpp"
#include "platform/http/error_response.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/http/router.hpp"
#include "platform/json/body.hpp"
#include "users/user_topics.hpp"

#include <charconv>
#include <expected>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace conduit::comments {
namespace {

/// What is no number is no comment's id.
Result<CommentId> parse_comment_id(std::string_view text) {
  CommentId id;
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, id.value);
  if (parsed.ec != std::errc{} || parsed.ptr != end) {
    return std::unexpected(not_found("comment"));
  }
  return id;
}

}  // namespace

void CommentsHttp::add_routes(http::Router& router) {
  using enum http::Method;
  router.add(get, "/api/articles/{slug}/comments", http::Auth::optional, *this, &CommentsHttp::list).caching =
      http::Caching::shared;
  router.add(post, "/api/articles/{slug}/comments", http::Auth::required, *this, &CommentsHttp::add);
  router.add(del, "/api/articles/{slug}/comments/{id}", http::Auth::required, *this, &CommentsHttp::remove);
}

Task<http::Response> CommentsHttp::list(const http::Request& request) {
  const auto& slug = request.path[0];
  const auto article = co_await comments_.article(slug);
  if (!article) {
    co_return http::shared_absence(article.error(), {articles::slug_topic(slug)});
  }
  CO_TRY(const auto list, co_await comments_.list(*article));
  CO_TRY(auto json, co_await render(list));
  // The article's topic tells of its removal and of a new slug, after which this address is a 404.
  co_return http::shared(std::move(json),
                         {comments_topic(*article), articles::article_topic(*article), users::public_profiles_topic()});
}

Task<http::Response> CommentsHttp::add(const http::Request& request) {
  CO_TRY(const auto article, co_await comments_.article(request.path[0]));
  CO_TRY(auto body, parse_new_comment(request.body));
  CO_TRY(const auto view, co_await comments_.add(request.signed_in(), article, std::move(body)));
  CO_TRY(const auto html, co_await renderer_.html(view.comment.body));
  co_return http::created(comment_json(view, *html).text);
}

Task<http::Response> CommentsHttp::remove(const http::Request& request) {
  CO_TRY(const auto article, co_await comments_.article(request.path[0]));
  CO_TRY(const auto id, parse_comment_id(request.path[1]));
  CO_TRY(co_await comments_.remove(request.signed_in(), article, id));
  co_return http::no_content();
}

Task<json::Body> CommentsHttp::render(const CommentList& list) {
  std::vector<std::shared_ptr<const std::string>> bodies;
  bodies.reserve(list.comments.size());
  for (const auto& comment : list.comments) {
    CO_TRY(auto html, co_await renderer_.html(comment.body));
    bodies.push_back(std::move(html));
  }
  co_return comment_list_json(list, bodies);
}

}  // namespace conduit::comments
