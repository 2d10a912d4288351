#pragma once

#include "platform/http/authenticator.hpp"
#include "platform/http/cors.hpp"
#include "platform/http/reader_flags.hpp"
#include "platform/http/request.hpp"
#include "platform/http/response.hpp"
#include "platform/http/response_cache.hpp"
#include "platform/http/route_quotas.hpp"
#include "platform/http/router.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace conduit::http {

/// What happened to a request, for its log line.
struct Outcome {
  static constexpr std::string_view kUnmatched = "unmatched";

  Response response;
  /// The pattern of the route, or kUnmatched: a bounded set of names whatever is asked for.
  std::string_view route = kUnmatched;
  /// The error behind a 5xx: for the log.
  std::string error_detail;
  /// What the request took from a quota, for its header fields.
  std::optional<QuotaTaken> quota;
};

/// Takes a request through route, gate, quota, cache and handler to its response. Knows nothing of sockets.
class Dispatcher {
 public:
  Dispatcher(const Router& router, Authenticator& authenticator, RouteQuotas& quotas, ResponseCache& cache,
             const ReaderFlags& flags, Cors cors);

  /// Never fails: every error has become a response. The body of an answer to HEAD is still there, for its length.
  asio::awaitable<Outcome, Executor> dispatch(Request& request);

  /// What every answer carries besides its own, also one that was made without dispatch().
  void decorate(const Request& request, Response& response) const { cors_.decorate(request, response); }

 private:
  Task<Response> route(Request& request, Outcome& outcome);
  Task<> pass_gate(Auth auth, Request& request);
  Task<> keep_quota(Quota quota, const Request& request, Outcome& outcome);
  Task<Response> answer(const Route& route, const Request& request);
  Task<Response> shared_answer(const Route& route, const Request& request, std::string_view accept_encoding);
  Task<Response> make_shared_answer(const Route& route, const Request& request, std::string_view accept_encoding);
  Task<Response> exact_answer(const Route& route, const Request& request, std::string_view accept_encoding);
  Task<Response> make_answer(const Route& route, const Request& request, std::string_view accept_encoding,
                             ResponseCache::Moment read_at, std::optional<cache::SingleFlight::Lead> lead);
  Response without_route(const Request& request, const Router::Match& match) const;

  const Router& router_;
  Authenticator& authenticator_;
  RouteQuotas& quotas_;
  ResponseCache& cache_;
  const ReaderFlags& flags_;
  Cors cors_;
};

}  // namespace conduit::http
