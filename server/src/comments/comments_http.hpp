#pragma once

#include "comments/comments.hpp"
#include "platform/http/router.hpp"
#include "platform/markdown/renderer.hpp"

namespace conduit::comments {

class CommentsHttp {
 public:
  CommentsHttp(Comments& comments, markdown::Renderer& renderer) : comments_(comments), renderer_(renderer) {}

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  Task<http::Response> list(const http::Request& request);
  Task<http::Response> add(const http::Request& request);
  Task<http::Response> remove(const http::Request& request);

  /// comment_list_json() with the bodies rendered.
  Task<json::Body> render(const CommentList& list);

  Comments& comments_;
  markdown::Renderer& renderer_;
};

}  // namespace conduit::comments
