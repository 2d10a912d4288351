#pragma once

#include "articles/articles.hpp"
#include "pages/site.hpp"

#include <optional>
#include <string>

namespace conduit::pages {

/// An article as a schema.org BlogPosting (JSON-LD), for search engines.
[[nodiscard]] std::string blog_posting_json(const Site& site, const articles::ArticleView& view,
                                            const std::optional<std::string>& picture_url);

}  // namespace conduit::pages
