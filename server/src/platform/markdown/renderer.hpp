#pragma once

#include "base/task.hpp"
#include "platform/async/blocking_pool.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace conduit::markdown {

class HtmlCache;

/// GitHub-flavoured Markdown (tables, strikethrough, autolinks, task lists) to HTML that is safe to put into a page:
/// raw HTML is shown as it was typed, links and images with `javascript:`, `vbscript:`, `file:`, `data:` or any other
/// scheme but http, https and mailto lose their address. Headings move down one level, because the page's only <h1> is
/// the article's title. Never fails: text that is made to take long (nested past all reason, or growing sixteen-fold)
/// is shown as plain text. See docs/adr on why md4c.
[[nodiscard]] std::string render(std::string_view markdown);

/// render() once per content: results are kept by a hash of the Markdown, up to a number of bytes, least recently
/// used out first. Long texts are rendered on the pool, so that they hold up no other request.
class Renderer {
 public:
  Renderer(async::BlockingPool& pool, std::size_t cache_bytes);
  ~Renderer();

  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;
  Renderer(Renderer&&) = delete;
  Renderer& operator=(Renderer&&) = delete;

  /// `unavailable` when a long text finds the pool full.
  Task<std::shared_ptr<const std::string>> html(std::string_view markdown);

 private:
  async::BlockingPool& pool_;
  std::unique_ptr<HtmlCache> cache_;
};

}  // namespace conduit::markdown
