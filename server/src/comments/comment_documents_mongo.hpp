#pragma once

#include "comments/comment.hpp"
#include "platform/mongo/document.hpp"

#include <string_view>

// Comments as documents of MongoDB: what the store and the export share.

namespace conduit::comments::mongo_documents {

inline constexpr std::string_view kComments = "comments";

[[nodiscard]] Comment read_comment(mongo::View document);
[[nodiscard]] mongo::Document to_document(const Comment& comment);

}  // namespace conduit::comments::mongo_documents
