#include "comments/comment.hpp"

#include "text/validation.hpp"

namespace conduit::comments {

Result<std::string> valid_body(std::string_view text) {
  return text::valid_markdown("body", text, {.most = kMaxBodyBytes, .unit = text::Unit::bytes});
}

}  // namespace conduit::comments
