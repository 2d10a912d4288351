#include "articles/article_json.hpp"

#include "articles/article.hpp"
#include "articles/articles.hpp"
#include "base/field_checks.hpp"
#include "base/result.hpp"
#include "platform/json/body.hpp"
#include "platform/json/reader.hpp"
#include "platform/json/writer.hpp"
#include "profiles/profile.hpp"
#include "profiles/profile_json.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace conduit::articles {
namespace {

/// What a list item takes on average, so that the buffer grows once.
constexpr std::size_t kTypicalItemBytes = 768;

void write_head(json::Writer& out, const ArticleSummary& article) {
  out.begin_object()
      .member("slug", article.slug)
      .member("title", article.title)
      .member("description", article.description);
}

void write_tail(json::Writer& out, const ArticleSummary& article, const profiles::Profile& author, bool favorited) {
  out.key("tagList").begin_array();
  for (const auto& tag : article.tags) {
    out.value(tag);
  }
  out.end_array()
      .member("createdAt", article.created_at)
      .member("updatedAt", article.updated_at)
      .flag("favorited", favorited, kFavorited, article.id.value)
      .member("favoritesCount", article.favorites_count)
      .key("author");
  profiles::write_profile(out, author);
  out.end_object();
}

}  // namespace

Result<NewArticle> parse_new_article(std::string_view body) {
  TRY(const auto article, json::RequestBody::parse(body, "article"));
  FieldChecks checks;
  NewArticle input{
      .title = checks.take(article.field("title").required_string()),
      .description = checks.take(article.field("description").required_string()),
      .body = checks.take(article.field("body").required_string()),
      .tags = checks.take(article.field("tagList").optional_strings()).value_or(std::vector<std::string>{})};
  TRY(checks.result());
  return input;
}

Result<ArticleEdit> parse_article_edit(std::string_view body) {
  TRY(const auto article, json::RequestBody::parse(body, "article"));
  FieldChecks checks;
  ArticleEdit edit{.title = checks.take(article.field("title").optional_string()),
                   .description = checks.take(article.field("description").optional_string()),
                   .body = checks.take(article.field("body").optional_string()),
                   .tags = checks.take(article.field("tagList").optional_strings())};
  TRY(checks.result());
  return edit;
}

json::Body article_json(const ArticleView& view, std::string_view body_html) {
  json::Body out;
  out.text.reserve(view.article.body.size() + body_html.size() + 2 * kTypicalItemBytes);
  json::Writer writer{out};
  writer.begin_object().key("article");
  write_head(writer, view.article);
  writer.member("body", view.article.body).member("bodyHtml", body_html);
  write_tail(writer, view.article, view.author, view.favorited);
  writer.end_object();
  return out;
}

json::Body article_list_json(const ArticleList& list) {
  json::Body out;
  out.text.reserve((list.articles.size() + 1) * kTypicalItemBytes);
  out.flags.reserve(list.articles.size() * 2);
  json::Writer writer{out};
  writer.begin_object().key("articles").begin_array();
  for (const auto& article : list.articles) {
    write_head(writer, article);
    write_tail(writer, article, list.authors.at(article.author), list.favorited.contains(article.id));
  }
  writer.end_array().member("articlesCount", list.total).key("nextCursor");
  if (list.next) {
    writer.value(to_token(*list.next));
  } else {
    writer.null();
  }
  writer.end_object();
  return out;
}

std::string tags_json(std::span<const TagCount> tags) {
  std::string out;
  json::Writer writer{out};
  writer.begin_object().key("tags").begin_array();
  for (const auto& count : tags) {
    writer.value(count.tag);
  }
  writer.end_array().end_object();
  return out;
}

}  // namespace conduit::articles
