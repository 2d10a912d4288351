#pragma once

#include "base/result.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace conduit::http {

/// The files of the web client, read once at start-up: the built client is a few hundred kilobytes. A file `x.js` may
/// have `x.js.br` and `x.js.gz` beside it, made by the build; those are sent in its place to whoever takes them.
/// Requests are answered from this table only, so no path can lead out of the directory; links and hidden files, which
/// could, are not read into it.
class StaticFiles {
 public:
  /// No files at all.
  StaticFiles() = default;

  /// Reads a directory. `internal` naming the path when it cannot be read.
  [[nodiscard]] static Result<StaticFiles> load(const std::filesystem::path& directory);

  /// The answer for a decoded path without its leading slash; empty when there is no such file. Files under `assets/`
  /// carry a hash in their names and never change; the others are asked about each time.
  [[nodiscard]] std::optional<Response> find(std::string_view path, std::string_view accept_encoding) const;

  /// The bytes of a file, for those who fill it in before they send it.
  [[nodiscard]] std::shared_ptr<const std::string> content(std::string_view path) const;

  [[nodiscard]] bool empty() const { return files_.empty(); }

 private:
  struct Variant {
    std::shared_ptr<const std::string> bytes;
    std::string etag;
  };
  struct File {
    Variant identity;
    std::optional<Variant> brotli;
    std::optional<Variant> gzip;
    std::string_view content_type;
    bool immutable = false;
  };

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace conduit::http
