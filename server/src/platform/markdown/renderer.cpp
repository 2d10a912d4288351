#include "platform/markdown/renderer.hpp"

#include "platform/crypto/sodium.hpp"
#include "platform/markdown/html_cache.hpp"
#include "platform/telemetry/trace.hpp"

#include <chrono>
#include <utility>

namespace conduit::markdown {
namespace {

constexpr std::chrono::seconds kLongestWait{5};

/// Up to here a rendering takes about as long as the hop to another thread and back.
constexpr std::size_t kMaxInlineBytes = std::size_t{8} * 1024;

Html render_shared(std::string_view markdown) { return std::make_shared<const std::string>(render(markdown)); }

}  // namespace

Renderer::Renderer(async::BlockingPool& pool, std::size_t cache_bytes)
    : pool_(pool), cache_(std::make_unique<HtmlCache>(cache_bytes)) {
  crypto::ensure_sodium();
}

Renderer::~Renderer() = default;

Task<std::shared_ptr<const std::string>> Renderer::html(std::string_view markdown) {
  const auto key = digest(markdown);
  if (auto known = cache_->find(key)) {
    co_return known;
  }
  Html html;
  if (markdown.size() <= kMaxInlineBytes) {
    // Named as the pool names its jobs.
    const telemetry::Span span{pool_.name()};
    html = render_shared(markdown);
  } else {
    auto rendered = co_await async::run_blocking(
        pool_, [text = std::string{markdown}]() -> Result<Html> { return render_shared(text); }, kLongestWait);
    CO_TRY(html, std::move(rendered));
  }
  cache_->put(key, html);
  co_return html;
}

}  // namespace conduit::markdown
