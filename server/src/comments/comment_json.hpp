#pragma once

#include "base/result.hpp"
#include "comments/comments.hpp"
#include "platform/json/body.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace conduit::comments {

/// The body of a new comment as typed. `malformed` naming `body` for what is no JSON, `invalid` naming `body` when that
/// is missing or no string.
[[nodiscard]] Result<std::string> parse_new_comment(std::string_view body);

/// `{"comment": {...}}` with the body as HTML beside it.
[[nodiscard]] json::Body comment_json(const CommentView& view, std::string_view body_html);

/// `{"comments": [...]}`; `bodies_html` has the HTML of each.
[[nodiscard]] json::Body comment_list_json(const CommentList& list,
                                           std::span<const std::shared_ptr<const std::string>> bodies_html);

}  // namespace conduit::comments
