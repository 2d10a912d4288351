#include "pages/website_http.hpp"

#include <utility>

namespace conduit::pages {

Website::Website(WebClient client, Site site, Content content)
    : client_(std::move(client)),
      site_(std::move(site)),
      pages_(client_, site_, content),
      feeds_(site_, content),
      crawlers_(site_, content.articles) {}

void Website::add_routes(http::Router& router) {
  pages_.add_routes(router);
  feeds_.add_routes(router);
  crawlers_.add_routes(router);
}

}  // namespace conduit::pages
