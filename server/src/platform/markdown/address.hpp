#pragma once

#include <string>
#include <string_view>

// Addresses of links and images, as they stand in Markdown after its escapes and entities are undone.

namespace conduit::markdown {

enum class AddressUse : bool { link, image };

/// Whether a page may lead or load from there: relative, http and https, and for links mailto. A list of what is
/// allowed, because what browsers execute under other schemes is theirs to invent.
[[nodiscard]] bool is_safe_address(std::string_view address, AddressUse use);

/// Whether it names another host.
[[nodiscard]] bool is_external_address(std::string_view address);

/// Appends `address` for an HTML attribute in double quotes: percent-encoded but for what a URL may hold, so that tabs
/// or backslashes, which browsers drop or turn, cannot make a scheme or a host of it.
void append_address(std::string& out, std::string_view address);

/// What `&name;` or `&#number;` stands for; only the names that addresses have use for. Others stay as written.
[[nodiscard]] std::string decoded_entity(std::string_view entity);

/// Appends `text` with `&`, `<`, `>` and `"` as entities: for HTML text and attributes alike.
void append_escaped(std::string& out, std::string_view text);

}  // namespace conduit::markdown
