#pragma once

#include "articles/articles.hpp"
#include "pages/content.hpp"
#include "pages/fragments.hpp"
#include "pages/head.hpp"
#include "pages/markup.hpp"
#include "pages/profile_page.hpp"
#include "pages/site.hpp"
#include "pages/web_client_http.hpp"
#include "platform/http/router.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace conduit::pages {

/// The site's pages, each made of the client's index.html: with a head for those who link to it, with its content for
/// those without JavaScript, and with the data that the client would ask for first. All of it as everybody sees it,
/// so pages are kept and shared; who is signed in is known to the client alone.
class PagesHttp {
 public:
  PagesHttp(const WebClient& client, const Site& site, Content content)
      : client_(client), site_(site), content_(content) {}

  /// `*this` must outlive the router. Takes every path that no other route has, for reading.
  void add_routes(http::Router& router);

 private:
  using Page = Task<http::Response> (PagesHttp::*)(const http::Request&);

  // pages_http.cpp
  void add(http::Router& router, std::string pattern, Page page);
  void add_form(http::Router& router, std::string pattern, Literal title);
  /// The response, or a page with its error's status.
  Task<http::Response> or_error_page(Task<http::Response> page);
  Task<http::Response> form(std::string_view title);
  Task<http::Response> fallback(const http::Request& request);
  [[nodiscard]] http::Response page(const Head& head, std::string content, std::string data) const;
  /// 404: search engines drop the address, people read why.
  [[nodiscard]] http::Response not_found_page(Literal title, Literal explanation) const;

  // article_page_http.cpp
  Task<http::Response> article(const http::Request& request);
  Task<http::Response> without_article(std::string_view slug);

  // list_pages_http.cpp
  Task<http::Response> home(const http::Request& request);
  Task<http::Response> tag(const http::Request& request);
  Task<http::Response> list_of(std::optional<std::string> tag, const http::Request& request);
  Task<http::Response> profile(const http::Request& request);
  Task<http::Response> favorites(const http::Request& request);
  Task<http::Response> profile_of(ProfileTab tab, const http::Request& request);
  /// The page that the request's query names; nothing when it is too deep to be counted to.
  Task<std::optional<ListPage>> list(articles::ListRequest wanted, std::string base_path, const http::Request& request);

  const WebClient& client_;
  const Site& site_;
  Content content_;
};

}  // namespace conduit::pages
