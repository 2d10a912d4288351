#include "articles/article_json.hpp"
#include "articles/article_topics.hpp"
#include "comments/comment_json.hpp"
#include "comments/comment_topics.hpp"
#include "pages/article_page.hpp"
#include "pages/html_response_http.hpp"
#include "pages/links_http.hpp"
#include "pages/page_data_json.hpp"
#include "pages/pages_http.hpp"
#include "users/user_topics.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

std::string article_data(const http::Request& request, const ArticlePage& page) {
  PageData data{request.target};
  data.add_members(articles::article_json(page.view, *page.body_html).text);
  // Some of the comments would pass for all of them.
  if (page.comments_left_out == 0) {
    data.add_members(comments::comment_list_json(page.comments, page.comments_html).text);
  }
  return data.script();
}

http::Topics topics_of(const ArticlePage& page) {
  return {articles::article_topic(page.view.article.id), users::account_topic(page.view.author.id),
          comments::comments_topic(page.view.article.id), users::public_profiles_topic()};
}

}  // namespace

Task<http::Response> PagesHttp::article(const http::Request& request) {
  const auto& slug = request.path[0];
  auto view = co_await content_.articles.view(slug);
  if (!view && complains(view.error(), ErrorCode::not_found, "article")) {
    co_return co_await without_article(slug);
  }
  ArticlePage article;
  CO_TRY(article.view, std::move(view));
  CO_TRY(article.body_html, co_await content_.renderer.html(article.view.article.body));
  CO_TRY(article.comments, co_await content_.comments.list(article.view.article.id));
  article.comments_left_out = leave_out_old_comments(article.comments);
  for (const auto& comment : article.comments.comments) {
    CO_TRY(auto html, co_await content_.renderer.html(comment.body));
    article.comments_html.push_back(std::move(html));
  }
  co_return http::shared(page(article_head(site_, article), article_content(article), article_data(request, article)),
                         topics_of(article));
}

Task<http::Response> PagesHttp::without_article(std::string_view slug) {
  CO_TRY(const auto current, co_await content_.articles.current_slug_of(slug));
  if (!current) {
    co_return http::shared(not_found_page("Article not found", "It may have been deleted."),
                           {articles::slug_topic(slug)});
  }
  co_return permanent_redirect(article_link(*current));
}

}  // namespace conduit::pages
