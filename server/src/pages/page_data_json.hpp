#pragma once

#include <string>
#include <string_view>

namespace conduit::pages {

/// What the client would ask the API for at the start of a page, as the API answers an anonymous reader:
/// `{"path": …, "article": {…}, "comments": […]}` and so on. client/src/lib/initial-data.ts reads it.
class PageData {
 public:
  /// `target` is the path and query that the data holds for.
  explicit PageData(std::string_view target);

  /// Adds the members of an answer: `{"article": {…}}` becomes the key `article`.
  void add_members(std::string_view answer);
  /// Adds an answer as it is.
  void add(std::string_view key, std::string_view answer);

  /// The element that goes into the page.
  [[nodiscard]] std::string script() const;

 private:
  /// Without its last brace.
  std::string json_;
};

}  // namespace conduit::pages
