#include "app/docs_http.hpp"

#include "api_files.hpp"
#include "base/embedded_file.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/content_type.hpp"
#include "platform/http/etag.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace conduit::app {
namespace {

// The viewer writes style attributes; everything else it needs is our own.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const EmbeddedFile* find_file(std::string_view name) {
  const auto files = api_files();
  const auto found = std::ranges::find(files, name, &EmbeddedFile::name);
  return found == files.end() ? nullptr : &*found;
}

/// A file of build/api, gzip-coded where the build made that and the client takes it.
Result<http::Response> embedded_response(std::string_view name, const http::Request& request) {
  const auto* file = find_file(name);
  if (file == nullptr || name.ends_with(".gz")) {
    return std::unexpected(not_found("route"));
  }
  http::Response response;
  response.content_type = http::content_type_of(name);
  const auto* const coded = find_file(std::string{name} + ".gz");
  if (coded != nullptr && http::accepts_encoding(request.headers.accept_encoding, "gzip")) {
    file = coded;
    response.content_encoding = "gzip";
  }
  response.body = file->content;
  response.etag = http::make_etag(response.body);
  response.caching = http::Caching::revalidate;
  response.headers.emplace_back("Content-Security-Policy", std::string{kContentSecurityPolicy});
  return response;
}

}  // namespace

std::string_view openapi_document() { return find_file("openapi.json")->content; }

void DocsHttp::add_routes(http::Router& router) {
  using http::Auth;
  using http::Method;
  router.add(Method::get, "/api/openapi.json", Auth::none, *this, &DocsHttp::openapi);
  router.add(Method::get, "/api/docs", Auth::none, *this, &DocsHttp::page);
  router.add(Method::get, "/api/docs/{file}", Auth::none, *this, &DocsHttp::file);
}

Task<http::Response> DocsHttp::openapi(const http::Request& request) {
  co_return embedded_response("openapi.json", request);
}

Task<http::Response> DocsHttp::page(const http::Request& request) {
  co_return embedded_response("docs/index.html", request);
}

Task<http::Response> DocsHttp::file(const http::Request& request) {
  co_return embedded_response("docs/" + request.path[0], request);
}

}  // namespace conduit::app
