#include "pages/site.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::pages {
namespace {

constexpr std::string_view kSchemeEnd = "://";

/// The length of `http://` or `https://` at the front, in any letter case; 0 where neither is.
std::size_t web_scheme_length(std::string_view address) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (std::ranges::equal(address.substr(0, scheme.size()), scheme, {}, lower)) {
      return scheme.size();
    }
  }
  return 0;
}

/// A path, and not `//host` or `/\host`, which browsers take to another site.
bool is_own_path(std::string_view address) {
  return address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
}

bool ends_addresses(char c) {
  constexpr std::string_view kDelimiters = "\"'<>\\^`{|}";
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte == 0x7f || kDelimiters.contains(c);
}

}  // namespace

Site::Site(std::string public_url, Indexing indexing) : public_url_(std::move(public_url)), indexing_(indexing) {}

std::string_view Site::host() const {
  std::string_view host = public_url_;
  host.remove_prefix(host.find(kSchemeEnd) + kSchemeEnd.size());
  host = host.substr(0, host.find('/'));
  // The colons of an IPv6 address stand in brackets.
  const auto port = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  return host.substr(0, port);
}

bool is_web_picture(std::string_view picture) {
  const auto scheme = web_scheme_length(picture);
  const bool has_host = scheme != 0 && picture.size() > scheme && picture[scheme] != '/';
  return (has_host || is_own_path(picture)) && std::ranges::none_of(picture, ends_addresses);
}

std::optional<std::string> Site::picture_url(std::string_view picture) const {
  if (!is_web_picture(picture)) {
    return std::nullopt;
  }
  return picture.starts_with('/') ? url(picture) : std::string{picture};
}

}  // namespace conduit::pages
