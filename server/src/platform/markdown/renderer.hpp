#pragma once

#include "base/task.hpp"
#include "platform/async/blocking_pool.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace conduit::markdown {

/// GitHub-flavoured Markdown (tables, strikethrough, autolinks, task lists) to HTML that is safe to put into a page:
/// raw HTML is dropped, links and images with `javascript:`, `vbscript:`, `file:` or `data:` lose their address.
/// Headings move down one level, because the page's only <h1> is the article's title. Never fails; linear in practice
/// for hostile input too.
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
  class Cache;
  async::BlockingPool& pool_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace conduit::markdown
