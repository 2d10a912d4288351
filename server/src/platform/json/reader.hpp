#pragma once

#include "base/result.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Reads JSON from outside. Boost.JSON checks the grammar and the UTF-8; what the values may be is said with the few
// functions below, so that every body is refused in the same words.

namespace conduit::json {

/// `malformed` naming `body` ("is not valid JSON") for anything but one JSON text (RFC 8259) in UTF-8: also for lone
/// surrogates and for nesting deeper than 32.
[[nodiscard]] Result<boost::json::value> parse(std::string_view bytes);

/// A member of a request body that may be absent, null, or of any type.
class Field {
 public:
  Field(std::string_view name, const boost::json::value* value) : name_(name), value_(value) {}

  [[nodiscard]] bool absent() const { return value_ == nullptr; }
  [[nodiscard]] bool null() const { return value_ != nullptr && value_->is_null(); }

  /// `invalid` naming the field: "can't be blank" when absent or null, "must be a string" for other types.
  [[nodiscard]] Result<std::string> required_string() const;
  /// Empty when absent; `invalid` as required_string() for null and other types.
  [[nodiscard]] Result<std::optional<std::string>> optional_string() const;
  /// Empty when absent, an inner null when null; `invalid` for other types.
  [[nodiscard]] Result<std::optional<std::optional<std::string>>> nullable_string() const;
  /// Empty when absent; `invalid` ("must be a list of strings") for null and other types, also of the elements.
  [[nodiscard]] Result<std::optional<std::vector<std::string>>> optional_strings() const;

 private:
  std::string name_;
  const boost::json::value* value_;
};

/// The object under `root` of a request body `{"<root>": {...}}`; unknown members are ignored.
class RequestBody {
 public:
  /// Fails as parse() does, or with `invalid` naming `root` when that is missing or not an object.
  [[nodiscard]] static Result<RequestBody> parse(std::string_view bytes, std::string_view root);

  [[nodiscard]] Field field(std::string_view name) const;

 private:
  explicit RequestBody(boost::json::object members) : members_(std::move(members)) {}

  boost::json::object members_;
};

}  // namespace conduit::json
