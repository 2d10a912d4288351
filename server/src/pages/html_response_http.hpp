#pragma once

#include "pages/site.hpp"
#include "platform/http/response.hpp"

#include <string>

namespace conduit::pages {

/// 200 with a page.
[[nodiscard]] http::Response html_response(const Site& site, std::string html);

/// 301, which no cache may keep: an article that got another title may get its old one, and its old address, back.
[[nodiscard]] http::Response permanent_redirect(std::string location);

/// What guards a page of ours in the browser: policies on scripts, frames, referrers and transport.
void add_security_headers(const Site& site, http::Response& response);

}  // namespace conduit::pages
