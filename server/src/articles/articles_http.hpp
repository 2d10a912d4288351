#pragma once

#include "articles/articles.hpp"
#include "platform/http/reader_flags.hpp"
#include "platform/http/router.hpp"
#include "platform/json/body.hpp"
#include "platform/markdown/renderer.hpp"

namespace conduit::articles {

class ArticlesHttp {
 public:
  ArticlesHttp(Articles& articles, markdown::Renderer& renderer) : articles_(articles), renderer_(renderer) {}

  // `*this` must outlive what it is added to.
  void add_routes(http::Router& router);
  void add_flags(http::ReaderFlags& flags);

 private:
  // articles_http.cpp
  Task<http::Response> list(const http::Request& request);
  Task<http::Response> create(const http::Request& request);
  Task<http::Response> view(const http::Request& request);
  Task<http::Response> update(const http::Request& request);
  Task<http::Response> remove(const http::Request& request);
  // favorites_http.cpp
  Task<http::Response> favorite(const http::Request& request);
  Task<http::Response> unfavorite(const http::Request& request);
  // feed_http.cpp
  Task<http::Response> feed(const http::Request& request);
  // tags_http.cpp
  Task<http::Response> tags(const http::Request& request);

  /// article_json() with the body rendered.
  Task<json::Body> render(const ArticleView& view);

  Articles& articles_;
  markdown::Renderer& renderer_;
};

}  // namespace conduit::articles
