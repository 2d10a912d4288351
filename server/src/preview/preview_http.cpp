#include "preview/preview_http.hpp"

#include "base/result.hpp"
#include "base/task.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/http/router.hpp"
#include "preview/preview_json.hpp"

namespace conduit::preview {

void PreviewHttp::add_routes(http::Router& router) {
  router.add(http::Method::post, "/api/markdown", http::Auth::none, *this, &PreviewHttp::render);
}

Task<http::Response> PreviewHttp::render(const http::Request& request) {
  CO_TRY(const auto markdown, parse_preview(request.body));
  CO_TRY(const auto html, co_await renderer_.html(markdown));
  co_return http::ok(preview_json(*html));
}

}  // namespace conduit::preview
