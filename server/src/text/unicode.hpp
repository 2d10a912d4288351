#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What the domain needs to know of Unicode (utf8proc behind it). Every function takes UTF-8 that has been checked
// once, where the bytes came in (platform/json, platform/http): is_valid_utf8 is that check.

namespace conduit::text {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;

/// Unicode normal form C: one spelling for text that looks the same. Stored text is in this form.
[[nodiscard]] std::string normalized(std::string_view text);

/// The form under which names are unique: NFKC with case folded and default-ignorable characters removed, so that
/// `Ann@Ex.com`, `ann@ex.com` and a full-width spelling are one.
[[nodiscard]] std::string uniqueness_key(std::string_view text);

/// A character that a reader does not see: white space, control and format characters, what Unicode calls
/// default-ignorable (fillers, variation selectors, tags), and the two symbols that fonts leave empty.
[[nodiscard]] bool is_invisible(char32_t point) noexcept;

/// True when a reader would see nothing: only invisible characters.
[[nodiscard]] bool is_blank(std::string_view text) noexcept;

/// Without the invisible characters at both ends. Those inside stay, and at the end those that belong to the character
/// before them: the variation selector of ❤️, the tags of a flag.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Control characters (category Cc), but for tab, line feed and carriage return when `lines` allows them.
enum class Lines : bool { single, many };
[[nodiscard]] bool has_control_characters(std::string_view text, Lines lines) noexcept;

/// Invisible characters that do not belong to the character before them (as the joiners in 👩‍💻 do): direction
/// overrides, zero-width spaces, fillers. In a name they only serve to deceive.
enum class Spaces : bool { refused, allowed };
[[nodiscard]] bool has_stray_invisible_characters(std::string_view text, Spaces spaces) noexcept;

/// Code points: what a limit such as “64 characters” counts.
[[nodiscard]] std::size_t length(std::string_view text) noexcept;

/// Lower-case ASCII letters and digits of `text` (accents dropped: é → e) joined by single hyphens, at most
/// `max_length` bytes and cut at a word where possible. Empty when nothing of the text can be written so.
[[nodiscard]] std::string ascii_slug(std::string_view text, std::size_t max_length);

}  // namespace conduit::text
