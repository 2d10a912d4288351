#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <bson/bson.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// BSON, the form of MongoDB's documents, commands and answers (bsonspec.org): built and read without a chance to leak
// or to take one type for another.

namespace conduit::mongo {

class Document;

/// Reads a document that somebody else owns. Each get() throws std::runtime_error when the field is missing or of
/// another type: the collection holds what this program did not write.
class View {
 public:
  explicit View(const bson_t* bytes) : bytes_(bytes) {}

  /// T is std::int64_t, bool, std::string, Timestamp, an Id, Document, a std::vector of one of them, or std::optional
  /// of any, which is empty when the field is null or missing.
  template <class T>
  [[nodiscard]] T get(std::string_view name) const {
    return read(find(name), static_cast<T*>(nullptr));
  }

  [[nodiscard]] const bson_t* bytes() const { return bytes_; }

 private:
  /// Where a field is; not `found` when it is missing or null.
  struct Field {
    bson_iter_t at{};
    std::string_view name;
    bool found = false;
  };

  [[nodiscard]] Field find(std::string_view name) const;

  // The null pointer's type alone chooses among these.
  static std::int64_t read(const Field& field, const std::int64_t*);
  static bool read(const Field& field, const bool*);
  static std::string read(const Field& field, const std::string*);
  static Timestamp read(const Field& field, const Timestamp*);
  static Document read(const Field& field, const Document*);
  template <class Tag>
  static Id<Tag> read(const Field& field, const Id<Tag>*) {
    return Id<Tag>{read(field, static_cast<std::int64_t*>(nullptr))};
  }
  template <class T>
  static std::optional<T> read(const Field& field, const std::optional<T>*) {
    return field.found ? std::optional<T>{read(field, static_cast<T*>(nullptr))} : std::nullopt;
  }
  template <class T>
  static std::vector<T> read(const Field& field, const std::vector<T>*) {
    std::vector<T> list;
    for (auto element = elements_of(field); bson_iter_next(&element);) {
      list.push_back(read(Field{.at = element, .name = field.name, .found = true}, static_cast<T*>(nullptr)));
    }
    return list;
  }
  static bson_iter_t elements_of(const Field& field);

  const bson_t* bytes_;
};

/// A document of our own.
class Document {
 public:
  Document() : bytes_(bson_new()) {}
  explicit Document(View other) : bytes_(bson_copy(other.bytes())) {}
  Document(const Document& other) : bytes_(bson_copy(other.bytes_.get())) {}
  Document(Document&& other) noexcept : bytes_(std::exchange(other.bytes_, Handle{bson_new()})) {}
  Document& operator=(const Document& other) {
    bytes_.reset(bson_copy(other.bytes_.get()));
    return *this;
  }
  Document& operator=(Document&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Document() = default;

  /// Appends fields: `add("slug", slug, "author", id)`. What get() reads can be added; strings also as views, lists as
  /// any range; an empty optional becomes null.
  template <class Value, class... Rest>
  void add(std::string_view name, const Value& value, const Rest&... rest) {
    append(name, value);
    if constexpr (sizeof...(rest) > 0) {
      add(rest...);
    }
  }

  [[nodiscard]] bool empty() const { return bson_empty(bytes_.get()); }
  [[nodiscard]] const bson_t* bytes() const { return bytes_.get(); }
  [[nodiscard]] View view() const { return View{bytes_.get()}; }
  template <class T>
  [[nodiscard]] T get(std::string_view name) const {
    return view().get<T>(name);
  }

  bool operator==(const Document& other) const { return bson_equal(bytes_.get(), other.bytes_.get()); }

 private:
  struct Destroy {
    void operator()(bson_t* bytes) const { bson_destroy(bytes); }
  };
  using Handle = std::unique_ptr<bson_t, Destroy>;

  void append(std::string_view name, std::int64_t value);
  void append(std::string_view name, int value) { append(name, std::int64_t{value}); }
  void append(std::string_view name, bool value);
  void append(std::string_view name, std::string_view value);
  void append(std::string_view name, const std::string& value) { append(name, std::string_view{value}); }
  void append(std::string_view name, const char* value) { append(name, std::string_view{value}); }
  void append(std::string_view name, Timestamp value);
  void append(std::string_view name, const Document& value);
  void append(std::string_view name, std::nullopt_t);
  void append_list(std::string_view name, const Document& elements);
  template <class Tag>
  void append(std::string_view name, Id<Tag> value) {
    append(name, value.value);
  }
  template <class T>
  void append(std::string_view name, const std::optional<T>& value) {
    value ? append(name, *value) : append(name, std::nullopt);
  }
  template <std::ranges::input_range Range>
    requires(!std::convertible_to<const Range&, std::string_view>)
  void append(std::string_view name, const Range& range) {
    Document elements;
    std::size_t index = 0;
    for (const auto& element : range) {
      elements.append(std::to_string(index++), element);
    }
    append_list(name, elements);
  }

  Handle bytes_;
};

/// `doc("slug", slug, "author", id)`.
template <class... Fields>
[[nodiscard]] Document doc(const Fields&... fields) {
  Document document;
  if constexpr (sizeof...(fields) > 0) {
    document.add(fields...);
  }
  return document;
}

/// A condition that a field is one of `values`.
template <class Range>
[[nodiscard]] Document one_of(const Range& values) {
  return doc("$in", values);
}

}  // namespace conduit::mongo
