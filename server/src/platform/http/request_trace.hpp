#pragma once

#include "platform/http/dispatcher.hpp"
#include "platform/http/request.hpp"
#include "platform/telemetry/trace.hpp"
#include "platform/telemetry/tracer.hpp"

#include <memory>
#include <optional>

namespace conduit::http {

/// A request as a trace shows it: the root of what is recorded of it here, under the caller's span where it came with
/// one (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). Made and finished by the coroutine that answers.
class RequestTrace {
 public:
  RequestTrace(const telemetry::Tracer& tracer, const Request& request);

  /// Ends it, and tells the client where it is recorded (`traceresponse`, a draft of Trace Context level 2).
  void finish(const Request& request, Outcome& outcome);

  /// What log lines name: our span, or the caller's while we do not record; nothing when nobody does.
  [[nodiscard]] const std::optional<telemetry::TraceContext>& context() const { return context_; }

 private:
  const telemetry::Tracer& tracer_;
  std::optional<telemetry::TraceContext> context_;
  std::shared_ptr<telemetry::Trace> trace_;
  std::optional<telemetry::Span> span_;
};

}  // namespace conduit::http
