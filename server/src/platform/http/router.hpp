#pragma once

#include "base/task.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace conduit::http {

/// What a route asks of the viewer. A token that does not count is 401 only where one is required; elsewhere the
/// reader is anonymous.
enum class Auth : std::uint8_t { none, optional, required };

[[nodiscard]] std::string_view to_string(Auth auth) noexcept;

/// Whose quota a request to a route takes from (see RouteQuotas).
enum class Quota : std::uint8_t { none, per_address, per_user };

[[nodiscard]] std::string_view to_string(Quota quota) noexcept;

using Handler = std::function<Task<Response>(const Request&)>;

struct Route {
  Method method;
  /// As declared, `/api/articles/{slug}`: the name of the route in logs and metrics.
  std::string pattern;
  Auth auth;
  Quota quota;
  Handler handler;
  /// Caching::shared where readers may be given such answers: then one is made for all who ask, on all servers, and its
  /// handler is never told of a viewer. What only signed-in readers see are its flags.
  Caching caching = Caching::none;
};

/// Finds the route of a request target. Routes are added at start-up and only read afterwards.
class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  Router(Router&&) = delete;
  Router& operator=(Router&&) = delete;

  /// A segment in braces matches any one segment; a literal one wins over it. `{name...}` at the end matches the rest,
  /// of one segment or more: such a route also answers for paths where nothing is, so another method on them is not
  /// refused, it finds no route. GET routes answer HEAD too. Throws std::logic_error for a route that is there already.
  ///
  /// What signed-in users write takes from their quota; other routes have none until the answer of add() is given one.
  Route& add(Method method, std::string pattern, Auth auth, Handler handler);

  /// Takes a member function of a handler class that outlives the router.
  template <class Handlers>
  Route& add(Method method, std::string pattern, Auth auth, Handlers& handlers,
             Task<Response> (Handlers::*handle)(const Request&)) {
    return add(method, std::move(pattern), auth,
               [&handlers, handle](const Request& request) { return (handlers.*handle)(request); });
  }

  struct Match {
    /// Null when no route has this path and method.
    const Route* route = nullptr;
    PathParameters parameters;
    /// The methods of the path when it exists but not for this method, as an Allow field shows them.
    std::string allow;
  };

  /// `malformed` naming `path` when a percent-escape is broken or does not decode to UTF-8 text.
  [[nodiscard]] Result<Match> find(Method method, std::string_view raw_path) const;

  /// All routes, sorted by pattern, then method.
  [[nodiscard]] std::vector<const Route*> routes() const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace conduit::http
