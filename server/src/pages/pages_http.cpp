#include "pages/pages_http.hpp"

#include "pages/html_response_http.hpp"
#include "pages/markup.hpp"
#include "platform/http/error_response.hpp"
#include "platform/http/etag.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// What would be a file if it were there. A page in its place would only hide that it is not: a script that is HTML is
/// a blank page with a strange error.
bool names_a_file(std::string_view path) {
  return is_below(path, "assets") || path.substr(path.rfind('/') + 1).contains('.');
}

/// `/login?next=x` for `/login/?next=x`. Nothing for what browsers would take for another host.
std::optional<std::string> without_slash_at_end(const http::Request& request) {
  auto path = request.raw_path;
  if (!path.ends_with('/')) {
    return std::nullopt;
  }
  path = path.substr(0, path.find_last_not_of('/') + 1);
  if (path.size() < 2 || path[1] == '/' || path[1] == '\\') {
    return std::nullopt;
  }
  return std::string{path}.append(request.target.substr(request.raw_path.size()));
}

}  // namespace

void PagesHttp::add_routes(http::Router& router) {
  add(router, "/", &PagesHttp::home);
  add(router, "/tag/{tag}", &PagesHttp::tag);
  add(router, "/article/{slug}", &PagesHttp::article);
  add(router, "/profile/{username}", &PagesHttp::profile);
  add(router, "/profile/{username}/favorites", &PagesHttp::favorites);
  add_form(router, "/login", "Sign in");
  add_form(router, "/register", "Sign up");
  add_form(router, "/settings", "Settings");
  add_form(router, "/editor", "Editor");
  add_form(router, "/editor/{slug}", "Editor");
  router.add(http::Method::get, "/{path...}", http::Auth::none, *this, &PagesHttp::fallback);
}

void PagesHttp::add(http::Router& router, std::string pattern, Page page) {
  router
      .add(http::Method::get, std::move(pattern), http::Auth::none,
           [this, page](const http::Request& request) { return or_error_page((this->*page)(request)); })
      .caching = http::Caching::shared;
}

void PagesHttp::add_form(http::Router& router, std::string pattern, Literal title) {
  router.add(http::Method::get, std::move(pattern), http::Auth::none,
             [this, title](const http::Request& /*request*/) { return form(title.text()); });
}

Task<http::Response> PagesHttp::or_error_page(Task<http::Response> page) {
  auto made = co_await std::move(page);
  if (made) {
    co_return *std::move(made);
  }
  // The client still starts, and says what it can when it asks for the data itself.
  auto response = this->page(unlisted_head("Not available"), {}, {});
  auto plain = http::error_response(made.error());
  response.status = plain.status;
  response.headers.insert(response.headers.end(), plain.headers.begin(), plain.headers.end());
  response.cause = std::make_shared<const Error>(std::move(made).error());
  co_return response;
}

Task<http::Response> PagesHttp::form(std::string_view title) {
  auto response = page(unlisted_head(std::string{title}), {}, {});
  response.etag = http::make_etag(response.body);
  response.caching = http::Caching::revalidate;
  co_return response;
}

Task<http::Response> PagesHttp::fallback(const http::Request& request) {
  const auto& path = request.path[0];
  if (is_below(path, "api")) {
    co_return std::unexpected(not_found("route"));
  }
  if (auto file = client_.files.find(path, request.headers.accept_encoding)) {
    if (file->content_type.starts_with("text/html")) {
      add_security_headers(site_, *file);
    }
    co_return *std::move(file);
  }
  if (names_a_file(path)) {
    co_return std::unexpected(not_found("file"));
  }
  if (auto location = without_slash_at_end(request)) {
    co_return permanent_redirect(*std::move(location));
  }
  co_return not_found_page("Page not found", "There is nothing at this address.");
}

http::Response PagesHttp::page(const Head& head, std::string content, std::string data) const {
  return html_response(
      site_,
      client_.shell.fill({.head = head_html(site_, head), .content = std::move(content), .data = std::move(data)}));
}

http::Response PagesHttp::not_found_page(Literal title, Literal explanation) const {
  std::string content;
  Markup{content}
      .raw(R"(<main id="main"><div class="container narrow"><h1>)")
      .raw(title)
      .raw("</h1><p>")
      .raw(explanation)
      .raw(R"(</p><p><a href="/">Go to the articles</a></p></div></main>)");
  auto response = page(unlisted_head(std::string{title.text()}), std::move(content), {});
  response.status = 404;
  return response;
}

}  // namespace conduit::pages
