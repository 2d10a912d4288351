#include "platform/mongo/document.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace conduit::mongo {
namespace {

int length_of(std::string_view text) { return static_cast<int>(text.size()); }

[[noreturn]] void wrong_type(std::string_view name, std::string_view expected) {
  throw std::runtime_error{fmt::format("the field {} of a document is no {}", name, expected)};
}

/// Documents hold 16 MB at most, and names and text here are checked to be UTF-8 where they come in.
void must(bool appended, std::string_view name) {
  if (!appended) {
    throw std::runtime_error{fmt::format("the field {} does not fit into a document", name)};
  }
}

}  // namespace

View::Field View::find(std::string_view name) const {
  Field field{.name = name};
  field.found = bson_iter_init_find_w_len(&field.at, bytes_, name.data(), length_of(name)) &&
                bson_iter_type(&field.at) != BSON_TYPE_NULL;
  return field;
}

std::int64_t View::read(const Field& field, const std::int64_t*) {
  // Servers answer with counts of any numeric type.
  if (!field.found || !BSON_ITER_HOLDS_NUMBER(&field.at)) {
    wrong_type(field.name, "number");
  }
  return bson_iter_as_int64(&field.at);
}

bool View::read(const Field& field, const bool*) {
  if (!field.found || !BSON_ITER_HOLDS_BOOL(&field.at)) {
    wrong_type(field.name, "boolean");
  }
  return bson_iter_bool(&field.at);
}

std::string View::read(const Field& field, const std::string*) {
  if (!field.found || !BSON_ITER_HOLDS_UTF8(&field.at)) {
    wrong_type(field.name, "string");
  }
  std::uint32_t length = 0;
  const auto* const text = bson_iter_utf8(&field.at, &length);
  return {text, length};
}

Timestamp View::read(const Field& field, const Timestamp*) {
  if (!field.found || !BSON_ITER_HOLDS_DATE_TIME(&field.at)) {
    wrong_type(field.name, "date");
  }
  return Timestamp{Timestamp::duration{bson_iter_date_time(&field.at)}};
}

Document View::read(const Field& field, const Document*) {
  if (!field.found || !BSON_ITER_HOLDS_DOCUMENT(&field.at)) {
    wrong_type(field.name, "document");
  }
  std::uint32_t length = 0;
  const std::uint8_t* data = nullptr;
  bson_iter_document(&field.at, &length, &data);
  bson_t bytes;
  if (!bson_init_static(&bytes, data, length)) {
    wrong_type(field.name, "document");
  }
  return Document{View{&bytes}};
}

bson_iter_t View::elements_of(const Field& field) {
  bson_iter_t elements{};
  if (!field.found || !BSON_ITER_HOLDS_ARRAY(&field.at) || !bson_iter_recurse(&field.at, &elements)) {
    wrong_type(field.name, "list");
  }
  return elements;
}

void Document::append(std::string_view name, std::int64_t value) {
  must(bson_append_int64(bytes_.get(), name.data(), length_of(name), value), name);
}

void Document::append(std::string_view name, bool value) {
  must(bson_append_bool(bytes_.get(), name.data(), length_of(name), value), name);
}

void Document::append(std::string_view name, std::string_view value) {
  // An empty view may point to nothing, which libbson would take for null.
  const auto* const text = value.empty() ? "" : value.data();
  must(bson_append_utf8(bytes_.get(), name.data(), length_of(name), text, length_of(value)), name);
}

void Document::append(std::string_view name, Timestamp value) {
  must(bson_append_date_time(bytes_.get(), name.data(), length_of(name), value.time_since_epoch().count()), name);
}

void Document::append(std::string_view name, const Document& value) {
  must(bson_append_document(bytes_.get(), name.data(), length_of(name), value.bytes()), name);
}

void Document::append(std::string_view name, std::nullopt_t) {
  must(bson_append_null(bytes_.get(), name.data(), length_of(name)), name);
}

void Document::append_list(std::string_view name, const Document& elements) {
  must(bson_append_array(bytes_.get(), name.data(), length_of(name), elements.bytes()), name);
}

}  // namespace conduit::mongo
