#pragma once

#include "platform/markdown/address.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What rendered Markdown may consist of, written down a second time and independently, for tests and fuzzing.

namespace conduit::markdown {

inline bool take(std::string_view& rest, std::string_view literal) {
  if (!rest.starts_with(literal)) {
    return false;
  }
  rest.remove_prefix(literal.size());
  return true;
}

/// The value of the attribute ` name="value"` at the front of `rest`, which is taken off.
inline std::optional<std::string_view> take_attribute(std::string_view& rest, const std::string& name) {
  auto after = rest;
  if (!take(after, ' ' + name + "=\"")) {
    return std::nullopt;
  }
  const auto value = after.substr(0, after.find('"'));
  if (value.size() == after.size()) {
    return std::nullopt;
  }
  rest = after.substr(value.size() + 1);
  return value;
}

inline bool is_safe_attribute(std::optional<std::string_view> address, AddressUse use) {
  constexpr std::string_view kUrl =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!*(),%#@?=;:/+$&";
  return !address || (is_safe_address(*address, use) && address->find_first_not_of(kUrl) == std::string_view::npos);
}

inline bool is_expected_link(std::string_view attributes) {
  const auto href = take_attribute(attributes, "href");
  const auto rel = take_attribute(attributes, "rel");
  take_attribute(attributes, "title");
  return attributes.empty() && is_safe_attribute(href, AddressUse::link) &&
         (!rel || (href && *rel == "nofollow ugc noopener"));
}

inline bool is_expected_image(std::string_view attributes) {
  const auto src = take_attribute(attributes, "src");
  const auto alt = take_attribute(attributes, "alt");
  take_attribute(attributes, "title");
  return src && alt && is_safe_attribute(src, AddressUse::image) && attributes == " loading=\"lazy\"";
}

/// `tag` is what stands between `<` and `>`.
inline bool is_expected_tag(std::string_view tag) {
  constexpr auto kPlain = std::to_array<std::string_view>({"p",
                                                           "ul",
                                                           "ol",
                                                           "li",
                                                           "blockquote",
                                                           "pre",
                                                           "code",
                                                           "table",
                                                           "thead",
                                                           "tbody",
                                                           "tr",
                                                           "th",
                                                           "td",
                                                           "em",
                                                           "strong",
                                                           "del",
                                                           "h2",
                                                           "h3",
                                                           "h4",
                                                           "h5",
                                                           "h6",
                                                           "br",
                                                           "hr",
                                                           "a",
                                                           "li class=\"task\"",
                                                           "input type=\"checkbox\" disabled",
                                                           "input type=\"checkbox\" disabled checked"});
  if (std::ranges::find(kPlain, tag.substr(tag.starts_with('/') ? 1 : 0)) != kPlain.end()) {
    return true;
  }
  if (take(tag, "a ")) {
    return is_expected_link(std::string{' '}.append(tag));
  }
  if (take(tag, "img")) {
    return is_expected_image(tag);
  }
  if (take(tag, "code")) {
    return take_attribute(tag, "class").value_or("").starts_with("language-") && tag.empty();
  }
  if (take(tag, "ol")) {
    return take_attribute(tag, "start").value_or("x").find_first_not_of("0123456789") == std::string_view::npos &&
           tag.empty();
  }
  if (take(tag, "th") || take(tag, "td")) {
    const auto align = take_attribute(tag, "align");
    return (align == "left" || align == "center" || align == "right") && tag.empty();
  }
  return false;
}

/// What is wrong with `html`, which is nothing when all its tags are expected, closed, and closed in order.
inline std::optional<std::string> fault_in(std::string_view html) {
  std::vector<std::string_view> open;
  for (auto begin = html.find('<'); begin != std::string_view::npos; begin = html.find('<', begin + 1)) {
    const auto end = html.find('>', begin);
    const auto tag = html.substr(begin + 1, end - begin - 1);
    if (end == std::string_view::npos || !is_expected_tag(tag)) {
      return "<" + std::string{tag} + ">";
    }
    const auto name = tag.substr(0, tag.find(' '));
    if (name == "br" || name == "hr" || name == "img" || name == "input") {
      continue;
    }
    if (!name.starts_with('/')) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name.substr(1)) {
      return std::string{tag} + " closes nothing";
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? std::nullopt : std::optional{std::string{open.back()} + " is never closed"};
}

}  // namespace conduit::markdown
