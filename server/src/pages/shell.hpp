#pragma once

#include "base/result.hpp"

#include <array>
#include <string>
#include <string_view>

namespace conduit::pages {

/// What a page puts into the client's index.html.
struct PageParts {
  /// In place of everything between `<!--head-->` and `<!--/head-->`.
  std::string head;
  /// In place of `<!--content-->`: what those read who have no JavaScript. Empty where the client alone has something
  /// to show.
  std::string content;
  /// In place of `<!--data-->`: data for the client's first render.
  std::string data;
};

/// The client's index.html as a template.
class Shell {
 public:
  /// `internal` naming the marker that is missing, there twice or out of order.
  [[nodiscard]] static Result<Shell> parse(std::string_view html);

  [[nodiscard]] std::string fill(const PageParts& parts) const;

 private:
  Shell() = default;

  /// Up to the head, to the content, to the data, and the rest.
  std::array<std::string, 4> pieces_;
};

}  // namespace conduit::pages
