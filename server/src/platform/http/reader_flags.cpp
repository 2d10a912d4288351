#include "platform/http/reader_flags.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace conduit::http {

using json::ReaderFlag;

Task<Response> ReaderFlags::raise(const Viewer& viewer, Response shared) const {
  if (!shared.flags) {
    co_return shared;
  }
  const auto flags = shared.flags;
  CO_TRY(const auto raised, co_await raised_among(*flags, viewer));
  if (raised.empty()) {
    co_return shared;
  }
  const auto from = shared.bytes();
  std::string text;
  text.reserve(from.size());
  std::size_t copied = 0;
  for (const auto& flag : *flags) {
    if (std::ranges::binary_search(raised, std::pair{flag.kind, flag.id})) {
      text.append(from.substr(copied, flag.offset - copied)).append(ReaderFlag::kUp);
      copied = flag.offset + ReaderFlag::kDown.size();
    }
  }
  text.append(from.substr(copied));
  shared.body = std::move(text);
  shared.shared_body.reset();
  co_return shared;
}

Task<ReaderFlags::Raised> ReaderFlags::raised_among(std::span<const ReaderFlag> flags, const Viewer& viewer) const {
  std::map<ReaderFlag::Kind, std::vector<std::int64_t>> questions;
  for (const auto& flag : flags) {
    questions[flag.kind].push_back(flag.id);
  }
  Raised raised;
  for (auto& [kind, ids] : questions) {
    const auto source = sources_.find(kind);
    if (source == sources_.end()) {
      co_return std::unexpected(internal_error(fmt::format("flags of kind {} have no source", static_cast<int>(kind))));
    }
    // A page may show one author many times.
    std::ranges::sort(ids);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    CO_TRY(const auto found, co_await source->second(viewer, ids));
    for (const auto id : found) {
      raised.emplace_back(kind, id);
    }
  }
  std::ranges::sort(raised);
  co_return raised;
}

}  // namespace conduit::http
