#pragma once

#include <string_view>

namespace conduit {

/// A file that the build put into the program (cmake/EmbeddedFiles.cmake).
struct EmbeddedFile {
  /// Relative to the embedded directory.
  std::string_view name;
  std::string_view content;
};

}  // namespace conduit
