#include "platform/http/content_type.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace conduit::http {

std::string_view content_type_of(std::string_view file_name) noexcept {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kTypes{{
      {"atom", "application/atom+xml; charset=utf-8"},
      {"avif", "image/avif"},
      {"css", "text/css; charset=utf-8"},
      {"gif", "image/gif"},
      {"html", "text/html; charset=utf-8"},
      {"ico", "image/x-icon"},
      {"jpeg", "image/jpeg"},
      {"jpg", "image/jpeg"},
      {"js", "text/javascript; charset=utf-8"},
      {"json", "application/json; charset=utf-8"},
      {"map", "application/json; charset=utf-8"},
      {"mjs", "text/javascript; charset=utf-8"},
      {"png", "image/png"},
      {"svg", "image/svg+xml; charset=utf-8"},
      {"txt", "text/plain; charset=utf-8"},
      {"wasm", "application/wasm"},
      {"webmanifest", "application/manifest+json; charset=utf-8"},
      {"webp", "image/webp"},
      {"woff2", "font/woff2"},
      {"xml", "application/xml; charset=utf-8"},
  }};
  const auto dot = file_name.rfind('.');
  const auto ending = dot == std::string_view::npos ? std::string_view{} : file_name.substr(dot + 1);
  const auto found = std::ranges::find(kTypes, ending, &std::pair<std::string_view, std::string_view>::first);
  return found == kTypes.end() ? std::string_view{"application/octet-stream"} : found->second;
}

}  // namespace conduit::http
