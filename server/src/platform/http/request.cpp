#include "platform/http/request.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace conduit::http {

std::string_view to_string(Method method) noexcept {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      break;
  }
  return "OTHER";
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &QueryParameters::value_type::first);
  return found == query.end() ? std::nullopt : std::optional<std::string_view>{found->second};
}

std::size_t Request::query_count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count(query, name, &QueryParameters::value_type::first));
}

}  // namespace conduit::http
