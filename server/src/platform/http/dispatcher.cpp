#include "platform/http/dispatcher.hpp"

#include "platform/http/error_response.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/url.hpp"
#include "platform/telemetry/trace.hpp"

#include <boost/beast/core/string.hpp>
#include <fmt/format.h>

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::http {
namespace {

/// The token of `Token <jwt>` or `Bearer <jwt>`; empty for other schemes.
std::string_view token_of(std::string_view authorization) {
  const auto space = authorization.find(' ');
  const auto scheme = authorization.substr(0, space);
  if (space == std::string_view::npos ||
      !(boost::beast::iequals(scheme, "Token") || boost::beast::iequals(scheme, "Bearer"))) {
    return {};
  }
  const auto token = authorization.substr(space);
  const auto first = token.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view{} : token.substr(first);
}

Error unauthenticated(std::string message) {
  return field_error(ErrorCode::unauthenticated, "token", std::move(message));
}

std::optional<Response> look_up(ResponseCache& cache, std::string_view target, std::string_view accept_encoding) {
  telemetry::Span span{"response cache"};
  auto kept = cache.find(target, accept_encoding);
  span.set("conduit.cache.result", kept ? "hit" : "miss");
  return kept;
}

std::string describe(const Error& error) {
  return fmt::format("{} ({}:{})", error.detail, error.where.file_name(), error.where.line());
}

}  // namespace

Dispatcher::Dispatcher(const Router& router, Authenticator& authenticator, RouteQuotas& quotas, ResponseCache& cache,
                       const ReaderFlags& flags, Cors cors)
    : router_(router),
      authenticator_(authenticator),
      quotas_(quotas),
      cache_(cache),
      flags_(flags),
      cors_(std::move(cors)) {}

asio::awaitable<Outcome, Executor> Dispatcher::dispatch(Request& request) {
  Outcome outcome;
  std::optional<Error> error;
  try {
    auto result = co_await route(request, outcome);
    if (result) {
      outcome.response = *std::move(result);
    } else {
      error = std::move(result).error();
    }
  } catch (const std::exception& exception) {
    error = internal_error(exception.what());
  }
  if (error) {
    outcome.response = error_response(*error);
  }
  const auto* const cause = error ? &*error : outcome.response.cause.get();
  if (outcome.response.status >= 500 && cause != nullptr) {
    outcome.error_detail = describe(*cause);
  }
  // A 429 that is not the quota's own has a reason that these fields would hide.
  if (outcome.quota && (outcome.response.status != 429 || !outcome.quota->decision.allowed)) {
    append_quota_fields(outcome.response, *outcome.quota);
  }
  decorate(request, outcome.response);
  const auto& response = outcome.response;
  if (!response.etag.empty() && response.status == 200 && matches_etag(request.headers.if_none_match, response.etag)) {
    outcome.response.status = 304;
    outcome.response.body.clear();
    outcome.response.shared_body.reset();
    outcome.response.content_encoding = {};
  }
  co_return outcome;
}

Task<Response> Dispatcher::route(Request& request, Outcome& outcome) {
  // OPTIONS * asks about the server as a whole (RFC 9110 §9.3.7).
  if (request.method == Method::options && request.target == "*") {
    co_return no_content();
  }
  CO_TRY(auto match, router_.find(request.method, request.raw_path));
  if (match.route == nullptr) {
    co_return without_route(request, match);
  }
  outcome.route = match.route->pattern;
  request.path = std::move(match.parameters);
  CO_TRY(co_await pass_gate(match.route->auth, request));
  CO_TRY(co_await keep_quota(match.route->quota, request, outcome));
  const auto question_mark = request.target.find('?');
  if (question_mark != std::string_view::npos) {
    CO_TRY(request.query, parse_query(request.target.substr(question_mark + 1)));
  }
  CO_TRY(auto response, co_await answer(*match.route, request));
  co_return response;
}

Response Dispatcher::without_route(const Request& request, const Router::Match& match) const {
  if (match.allow.empty()) {
    return error_response(not_found("route"));
  }
  if (cors_.is_preflight(request)) {
    return cors_.preflight(request, match.allow);
  }
  auto response = request.method == Method::options
                      ? no_content()
                      : error_response(field_error(ErrorCode::invalid, "method", "not allowed"));
  if (request.method != Method::options) {
    response.status = 405;
  }
  response.headers.emplace_back("Allow", match.allow);
  return response;
}

Task<> Dispatcher::pass_gate(Auth auth, Request& request) {
  const auto authorization = request.headers.authorization;
  if (auth == Auth::none || (auth == Auth::optional && authorization.empty())) {
    co_return Result<>{};
  }
  if (authorization.empty()) {
    co_return std::unexpected(unauthenticated("is missing"));
  }
  const auto token = token_of(authorization);
  Result<Viewer> viewer = std::unexpected(unauthenticated("is invalid"));
  if (!token.empty()) {
    viewer = co_await authenticator_.authenticate(token);
  }
  if (viewer) {
    request.viewer = *std::move(viewer);
    co_return Result<>{};
  }
  // A reader whose token has gone bad still reads what everybody may; our own faults stay faults.
  if (auth == Auth::optional && viewer.error().code == ErrorCode::unauthenticated) {
    co_return Result<>{};
  }
  co_return std::unexpected(std::move(viewer).error());
}

Task<> Dispatcher::keep_quota(Quota quota, const Request& request, Outcome& outcome) {
  CO_TRY(outcome.quota, co_await quotas_.take(quota, request));
  if (outcome.quota && !outcome.quota->decision.allowed) {
    co_return std::unexpected(quota_exceeded(outcome.quota->decision));
  }
  co_return Result<>{};
}

Task<Response> Dispatcher::answer(const Route& route, const Request& request) {
  const bool read_only = request.method == Method::get || request.method == Method::head;
  if (!read_only || route.caching != Caching::shared) {
    co_return co_await route.handler(request);
  }
  // Not “has no viewer”: an answer to whatever carried credentials is kept in no cache on the way.
  if (request.headers.authorization.empty()) {
    co_return co_await shared_answer(route, request, request.headers.accept_encoding);
  }
  // Who signs in writes, and reads it back through whichever server comes next.
  CO_TRY(auto response, co_await (cache_.lags() ? exact_answer(route, request, "identity")
                                                : shared_answer(route, request, "identity")));
  if (request.viewer) {
    CO_TRY(response, co_await flags_.raise(*request.viewer, std::move(response)));
  }
  if (response.caching == Caching::shared) {
    response.caching = Caching::none;
    response.etag.clear();
  }
  co_return response;
}

Task<Response> Dispatcher::shared_answer(const Route& route, const Request& request, std::string_view accept_encoding) {
  if (auto kept = look_up(cache_, request.target, accept_encoding)) {
    co_return *std::move(kept);
  }
  co_return co_await make_shared_answer(route, request, accept_encoding);
}

/// What one reader asks for, many do at the same time: one of them makes it.
Task<Response> Dispatcher::make_shared_answer(const Route& route, const Request& request,
                                              std::string_view accept_encoding) {
  auto lead = co_await cache_.flights().join(request.target);
  // Also when we lead: another one may have made it since we looked, and be done with it.
  if (auto kept = cache_.find(request.target, accept_encoding)) {
    if (lead) {
      lead->set_outcome(cache::SingleFlight::Outcome::kept);
    }
    co_return *std::move(kept);
  }
  cache_.note_miss(request.target);
  CO_TRY(auto fetched, co_await cache_.fetch(request.target, accept_encoding));
  if (fetched.response) {
    if (lead) {
      lead->set_outcome(cache::SingleFlight::Outcome::kept);
    }
    co_return *std::move(fetched.response);
  }
  co_return co_await make_answer(route, request, accept_encoding, std::move(fetched.read_at), std::move(lead));
}

/// As shared_answer(), but asks the servers' common clock whether what is kept still counts.
Task<Response> Dispatcher::exact_answer(const Route& route, const Request& request, std::string_view accept_encoding) {
  CO_TRY(auto fetched, co_await cache_.fetch(request.target, accept_encoding));
  if (fetched.response) {
    co_return *std::move(fetched.response);
  }
  auto lead = co_await cache_.flights().join(request.target);
  if (!lead) {
    // Somebody else has made it, but may have begun before the reader's own write.
    CO_TRY(fetched, co_await cache_.fetch(request.target, accept_encoding));
    if (fetched.response) {
      co_return *std::move(fetched.response);
    }
  }
  co_return co_await make_answer(route, request, accept_encoding, std::move(fetched.read_at), std::move(lead));
}

Task<Response> Dispatcher::make_answer(const Route& route, const Request& request, std::string_view accept_encoding,
                                       ResponseCache::Moment read_at, std::optional<cache::SingleFlight::Lead> lead) {
  // On nobody's behalf, so that whoever reads next can be given the same.
  auto anonymous = request;
  anonymous.viewer.reset();
  auto made = co_await route.handler(anonymous);
  if (made && ResponseCache::may_keep(*made)) {
    CO_TRY(co_await cache_.store(request.target, accept_encoding, std::move(read_at), *made, std::move(lead)));
  } else if (lead) {
    // Each of the others finds out for itself, and all at once.
    lead->set_outcome(cache::SingleFlight::Outcome::not_kept);
  }
  co_return made;
}

}  // namespace conduit::http
