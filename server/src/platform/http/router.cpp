#include "platform/http/router.hpp"

#include "platform/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace conduit::http {
namespace {

constexpr std::size_t kMethods = static_cast<std::size_t>(Method::other);

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }
bool is_rest(std::string_view segment) { return segment.starts_with('{') && segment.ends_with("...}"); }

std::string_view take_segment(std::string_view& path) {
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(path.size(), segment.size() + 1));
  return segment;
}

}  // namespace

std::string_view to_string(Auth auth) noexcept {
  switch (auth) {
    case Auth::none:
      return "none";
    case Auth::optional:
      return "optional";
    case Auth::required:
      break;
  }
  return "required";
}

std::string_view to_string(Quota quota) noexcept {
  switch (quota) {
    case Quota::none:
      return "none";
    case Quota::per_address:
      return "per-address";
    case Quota::per_user:
      break;
  }
  return "per-user";
}

/// One segment of the paths below it.
struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  std::array<const Route*, kMethods> routes{};
  bool takes_rest = false;

  [[nodiscard]] bool has_routes() const {
    return std::ranges::any_of(routes, [](const Route* route) { return route != nullptr; });
  }

  [[nodiscard]] std::string allow() const {
    std::string methods;
    for (std::size_t i = 0; i < routes.size(); ++i) {
      const auto method = static_cast<Method>(i);
      const bool answers_head = method == Method::head && routes[static_cast<std::size_t>(Method::get)] != nullptr;
      if (routes[i] != nullptr || answers_head || method == Method::options) {
        methods.append(methods.empty() ? "" : ", ").append(to_string(method));
      }
    }
    return methods;
  }

  /// The node of a raw path, appending decoded parameters; a literal child wins, and one dead end is tried again as a
  /// parameter. Null when no route is there. `path` has a slash after each segment but the last.
  static Result<const Node*> walk(const Node& node, std::string_view path, bool at_end, PathParameters& parameters) {
    if (at_end) {
      return node.has_routes() ? &node : nullptr;
    }
    const auto whole = path;
    const bool last = !path.contains('/');
    TRY(auto segment, decode_path_segment(take_segment(path)));
    if (const auto child = node.literal.find(segment); child != node.literal.end()) {
      TRY(const auto* const found, walk(*child->second, path, last, parameters));
      if (found != nullptr) {
        return found;
      }
    }
    if (node.parameter && !segment.empty()) {
      parameters.push_back(std::move(segment));
      TRY(const auto* const found, walk(*node.parameter, path, last, parameters));
      if (found != nullptr) {
        return found;
      }
      parameters.pop_back();
    }
    if (node.rest) {
      TRY(auto rest, decode_path_segment(whole));
      parameters.push_back(std::move(rest));
      return node.rest.get();
    }
    return nullptr;
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

Route& Router::add(Method method, std::string pattern, Auth auth, Handler handler) {
  if (!pattern.starts_with('/') || method == Method::other) {
    throw std::logic_error(fmt::format("not a route: {} {}", to_string(method), pattern));
  }
  auto* node = root_.get();
  for (std::string_view path = std::string_view{pattern}.substr(1); !path.empty();) {
    const auto segment = take_segment(path);
    auto& child = is_rest(segment)        ? node->rest
                  : is_parameter(segment) ? node->parameter
                                          : node->literal[std::string{segment}];
    if (!child) {
      child = std::make_unique<Node>();
      child->takes_rest = is_rest(segment);
    }
    node = child.get();
  }
  auto& slot = node->routes[static_cast<std::size_t>(method)];
  if (slot != nullptr) {
    throw std::logic_error(fmt::format("two routes for {} {}", to_string(method), pattern));
  }
  const bool reads = method == Method::get || method == Method::head || method == Method::options;
  const auto quota = auth == Auth::required && !reads ? Quota::per_user : Quota::none;
  routes_.push_back(std::make_unique<Route>(method, std::move(pattern), auth, quota, std::move(handler)));
  slot = routes_.back().get();
  return *routes_.back();
}

Result<Router::Match> Router::find(Method method, std::string_view raw_path) const {
  Match match;
  if (!raw_path.starts_with('/')) {
    return match;
  }
  raw_path.remove_prefix(1);
  TRY(const auto* const node, Node::walk(*root_, raw_path, raw_path.empty(), match.parameters));
  if (node == nullptr) {
    return match;
  }
  const auto& routes = node->routes;
  if (method != Method::other) {
    match.route = routes[static_cast<std::size_t>(method)];
  }
  if (match.route == nullptr && method == Method::head) {
    match.route = routes[static_cast<std::size_t>(Method::get)];
  }
  if (match.route == nullptr && !node->takes_rest) {
    match.allow = node->allow();
  }
  return match;
}

std::vector<const Route*> Router::routes() const {
  std::vector<const Route*> all;
  all.reserve(routes_.size());
  for (const auto& route : routes_) {
    all.push_back(route.get());
  }
  std::ranges::sort(all, {}, [](const Route* route) { return std::tie(route->pattern, route->method); });
  return all;
}

}  // namespace conduit::http
