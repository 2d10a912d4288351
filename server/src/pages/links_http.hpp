#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Paths of the site's pages and feeds, as the web client's own router writes them. Names, tags and slugs may hold any
// character, so they are always percent-encoded.

namespace conduit::pages {

inline constexpr std::string_view kHomeLink = "/";
inline constexpr std::string_view kSiteFeedLink = "/feed.atom";

[[nodiscard]] std::string article_link(std::string_view slug);
[[nodiscard]] std::string profile_link(std::string_view username);
[[nodiscard]] std::string favorites_link(std::string_view username);
[[nodiscard]] std::string tag_link(std::string_view tag);

/// Page `page` of the list at `base`; the first has no parameter.
[[nodiscard]] std::string page_link(std::string_view base, std::int64_t page);

[[nodiscard]] std::string profile_feed_link(std::string_view username);
[[nodiscard]] std::string tag_feed_link(std::string_view tag);

}  // namespace conduit::pages
