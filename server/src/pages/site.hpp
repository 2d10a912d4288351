#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the public sees of this server as a whole.

namespace conduit::pages {

inline constexpr std::string_view kSiteName = "Conduit";
inline constexpr std::string_view kSiteClaim = "A place to share your knowledge";
inline constexpr std::string_view kSiteDescription =
    "Articles by people who write about what they know. Read, comment, follow, publish.";

/// Whether search engines are welcome: not on the public copies of the site that are there for trying things out.
enum class Indexing : std::uint8_t { forbidden, allowed };

class Site {
 public:
  /// `public_url` has no slash at its end.
  Site(std::string public_url, Indexing indexing);

  [[nodiscard]] Indexing indexing() const { return indexing_; }
  [[nodiscard]] bool is_https() const { return public_url_.starts_with("https://"); }
  /// Without a port.
  [[nodiscard]] std::string_view host() const;

  /// The address of a path, which begins with a slash.
  [[nodiscard]] std::string url(std::string_view path) const { return public_url_ + std::string{path}; }

  /// The address of a picture for those who come from elsewhere; nothing for what is_web_picture() refuses.
  [[nodiscard]] std::optional<std::string> picture_url(std::string_view picture) const;

 private:
  std::string public_url_;
  Indexing indexing_;
};

/// People type anything into the field for their picture. This is true for an address with http or https, and for an
/// absolute path on this site, as long as no character in it could end an address in any place where one is written.
[[nodiscard]] bool is_web_picture(std::string_view picture);

}  // namespace conduit::pages
