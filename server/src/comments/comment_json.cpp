#include "comments/comment_json.hpp"

#include "base/result.hpp"
#include "comments/comment.hpp"
#include "comments/comments.hpp"
#include "platform/json/body.hpp"
#include "platform/json/reader.hpp"
#include "platform/json/writer.hpp"
#include "profiles/profile.hpp"
#include "profiles/profile_json.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace conduit::comments {
namespace {

void write_comment(json::Writer& out, const Comment& comment, std::string_view body_html,
                   const profiles::Profile& author) {
  out.begin_object()
      .member("id", comment.id.value)
      .member("createdAt", comment.created_at)
      .member("updatedAt", comment.updated_at)
      .member("body", comment.body)
      .member("bodyHtml", body_html)
      .key("author");
  profiles::write_profile(out, author);
  out.end_object();
}

}  // namespace

Result<std::string> parse_new_comment(std::string_view body) {
  TRY(const auto comment, json::RequestBody::parse(body, "comment"));
  return comment.field("body").required_string();
}

json::Body comment_json(const CommentView& view, std::string_view body_html) {
  json::Body out;
  json::Writer writer{out};
  writer.begin_object().key("comment");
  write_comment(writer, view.comment, body_html, view.author);
  writer.end_object();
  return out;
}

json::Body comment_list_json(const CommentList& list, std::span<const std::shared_ptr<const std::string>> bodies_html) {
  json::Body out;
  json::Writer writer{out};
  writer.begin_object().key("comments").begin_array();
  for (std::size_t i = 0; i < list.comments.size(); ++i) {
    const auto& comment = list.comments[i];
    write_comment(writer, comment, *bodies_html[i], list.authors.at(comment.author));
  }
  writer.end_array().end_object();
  return out;
}

}  // namespace conduit::comments
