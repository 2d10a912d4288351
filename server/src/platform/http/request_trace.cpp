#include "platform/http/request_trace.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

namespace conduit::http {

RequestTrace::RequestTrace(const telemetry::Tracer& tracer, const Request& request) : tracer_(tracer) {
  auto start = tracer.start(request.headers.traceparent, request.headers.tracestate);
  context_ = start.parent;
  trace_ = std::move(start.trace);
  if (trace_) {
    const auto parent = start.parent ? start.parent->span : telemetry::SpanId{};
    span_.emplace(trace_.get(), parent, to_string(request.method), telemetry::SpanKind::server);
    context_ = {.trace = trace_->id(), .span = span_->id(), .sampled = true};
  }
}

void RequestTrace::finish(const Request& request, Outcome& outcome) {
  if (!span_) {
    return;
  }
  const auto status = std::int64_t{outcome.response.status};
  span_->rename(fmt::format("{} {}", to_string(request.method), outcome.route));
  span_->set("http.request.method", to_string(request.method));
  span_->set("http.route", outcome.route);
  span_->set("http.response.status_code", status);
  span_->set("conduit.request_id", request.request_id);
  if (request.viewer) {
    span_->set("user.id", request.viewer->id.value);
  }
  constexpr std::int64_t kServerError = 500;
  if (status >= kServerError) {
    span_->set("error.type", fmt::format("{}", status));
    span_->fail();
  }
  outcome.response.headers.emplace_back("traceresponse", telemetry::to_traceparent(*context_));
  span_.reset();
  tracer_.finish(*trace_);
}

}  // namespace conduit::http
