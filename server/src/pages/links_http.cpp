#include "pages/links_http.hpp"

#include "platform/http/url.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace conduit::pages {
namespace {

std::string link(std::string_view before, std::string_view name, std::string_view after = {}) {
  std::string path{before};
  http::append_percent_encoded(path, name);
  return path.append(after);
}

}  // namespace

std::string article_link(std::string_view slug) { return link("/article/", slug); }
std::string profile_link(std::string_view username) { return link("/profile/", username); }
std::string favorites_link(std::string_view username) { return link("/profile/", username, "/favorites"); }
std::string tag_link(std::string_view tag) { return link("/tag/", tag); }

std::string page_link(std::string_view base, std::int64_t page) {
  std::string path{base};
  return page <= 1 ? path : path.append("?page=").append(std::to_string(page));
}

std::string profile_feed_link(std::string_view username) { return link("/profile/", username, kSiteFeedLink); }
std::string tag_feed_link(std::string_view tag) { return link("/tag/", tag, kSiteFeedLink); }

}  // namespace conduit::pages
