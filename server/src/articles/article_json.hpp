#pragma once

#include "articles/articles.hpp"
#include "base/result.hpp"
#include "platform/json/body.hpp"

#include <span>
#include <string>
#include <string_view>

namespace conduit::articles {

/// Whether the reader has favourited the article of that id.
inline constexpr json::ReaderFlag::Kind kFavorited{2};

// Each fails with `malformed` naming `body` for what is no JSON, and with `invalid` naming the field whose type is
// wrong.
[[nodiscard]] Result<NewArticle> parse_new_article(std::string_view body);
[[nodiscard]] Result<ArticleEdit> parse_article_edit(std::string_view body);

/// `{"article": {...}}` with its body, and the body as HTML.
[[nodiscard]] json::Body article_json(const ArticleView& view, std::string_view body_html);

/// `{"articles": [...], "articlesCount": n, "nextCursor": token or null}`, without bodies.
[[nodiscard]] json::Body article_list_json(const ArticleList& list);

/// `{"tags": [...]}`
[[nodiscard]] std::string tags_json(std::span<const TagCount> tags);

}  // namespace conduit::articles
