#include "platform/json/reader.hpp"

#include <boost/json/parse.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <utility>

namespace conduit::json {
namespace {

constexpr std::size_t kMaxDepth = 32;

std::string copy(const boost::json::string& text) { return {text.data(), text.size()}; }

Result<std::string> string_of(const std::string& name, const boost::json::value& value) {
  if (value.is_null()) {
    return std::unexpected(invalid(name, "can't be blank"));
  }
  if (!value.is_string()) {
    return std::unexpected(invalid(name, "must be a string"));
  }
  return copy(value.get_string());
}

}  // namespace

Result<boost::json::value> parse(std::string_view bytes) {
  boost::json::parse_options options;  // strict: no comments, no trailing commas, no invalid UTF-8
  options.max_depth = kMaxDepth;
  boost::system::error_code error;
  auto value = boost::json::parse(boost::json::string_view{bytes.data(), bytes.size()}, error, {}, options);
  if (error) {
    auto refusal = field_error(ErrorCode::malformed, "body", "is not valid JSON");
    refusal.detail = error.message();
    return std::unexpected(std::move(refusal));
  }
  return value;
}

Result<std::string> Field::required_string() const {
  if (absent()) {
    return std::unexpected(invalid(name_, "can't be blank"));
  }
  return string_of(name_, *value_);
}

Result<std::optional<std::string>> Field::optional_string() const {
  if (absent()) {
    return std::nullopt;
  }
  TRY(auto text, string_of(name_, *value_));
  return text;
}

Result<std::optional<std::optional<std::string>>> Field::nullable_string() const {
  using Nullable = std::optional<std::string>;
  if (absent()) {
    return std::nullopt;
  }
  if (null()) {
    return std::optional<Nullable>{std::in_place, std::nullopt};
  }
  TRY(auto text, string_of(name_, *value_));
  return std::optional<Nullable>{std::in_place, std::move(text)};
}

Result<std::optional<std::vector<std::string>>> Field::optional_strings() const {
  if (absent()) {
    return std::nullopt;
  }
  const auto refusal = [this] { return std::unexpected(invalid(name_, "must be a list of strings")); };
  if (!value_->is_array()) {
    return refusal();
  }
  std::vector<std::string> texts;
  texts.reserve(value_->get_array().size());
  for (const auto& element : value_->get_array()) {
    if (!element.is_string()) {
      return refusal();
    }
    texts.push_back(copy(element.get_string()));
  }
  return texts;
}

Result<RequestBody> RequestBody::parse(std::string_view bytes, std::string_view root) {
  TRY(auto document, json::parse(bytes));
  auto* const members = document.is_object() ? document.get_object().if_contains({root.data(), root.size()}) : nullptr;
  if (members == nullptr || members->is_null()) {
    return std::unexpected(invalid(std::string{root}, "can't be blank"));
  }
  if (!members->is_object()) {
    return std::unexpected(invalid(std::string{root}, "must be an object"));
  }
  return RequestBody{std::move(members->get_object())};
}

Field RequestBody::field(std::string_view name) const {
  return {name, members_.if_contains({name.data(), name.size()})};
}

}  // namespace conduit::json
