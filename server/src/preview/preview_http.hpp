#pragma once

#include "platform/http/router.hpp"
#include "platform/markdown/renderer.hpp"

// Shows a writer what their Markdown will look like. Belongs to no other feature: nothing is stored, and articles and
// comments use it alike.

namespace conduit::preview {

class PreviewHttp {
 public:
  explicit PreviewHttp(markdown::Renderer& renderer) : renderer_(renderer) {}

  /// `*this` must outlive the router.
  void add_routes(http::Router& router);

 private:
  Task<http::Response> render(const http::Request& request);

  markdown::Renderer& renderer_;
};

}  // namespace conduit::preview
