#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/viewer.hpp"
#include "platform/http/response.hpp"
#include "platform/json/body.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace conduit::http {

/// Makes a signed-in reader's answer of the one that everybody shares: the text is the same but for its flags, and
/// those cost one question of each kind.
class ReaderFlags {
 public:
  /// Those of `ids` whose flag is up for the viewer, in any order; they do not repeat.
  template <class AnyId>
  using Source = std::function<Task<std::vector<AnyId>>(const Viewer& viewer, std::span<const AnyId> ids)>;

  template <class AnyId>
  void add(json::ReaderFlag::Kind kind, Source<AnyId> source) {
    sources_[kind] = [source = std::move(source)](const Viewer& viewer, std::span<const std::int64_t> ids) {
      return ask<AnyId>(source, viewer, ids);
    };
  }

  /// Raises those flags of `shared` that are up for the viewer. `internal` for a kind that has no source.
  Task<Response> raise(const Viewer& viewer, Response shared) const;

 private:
  using Raised = std::vector<std::pair<json::ReaderFlag::Kind, std::int64_t>>;

  template <class AnyId>
  static Task<std::vector<std::int64_t>> ask(const Source<AnyId>& source, const Viewer& viewer,
                                             std::span<const std::int64_t> ids) {
    std::vector<AnyId> typed;
    std::ranges::transform(ids, std::back_inserter(typed), [](std::int64_t id) { return AnyId{id}; });
    CO_TRY(const auto found, co_await source(viewer, typed));
    std::vector<std::int64_t> raised;
    std::ranges::transform(found, std::back_inserter(raised), &AnyId::value);
    co_return raised;
  }

  /// Sorted.
  Task<Raised> raised_among(std::span<const json::ReaderFlag> flags, const Viewer& viewer) const;

  std::map<json::ReaderFlag::Kind, Source<std::int64_t>> sources_;
};

}  // namespace conduit::http
