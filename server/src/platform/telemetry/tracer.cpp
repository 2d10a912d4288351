#include "platform/telemetry/tracer.hpp"

namespace conduit::telemetry {

Tracer::Start Tracer::start(std::string_view traceparent, std::string_view tracestate) const {
  Start start;
  if (!traceparent.empty()) {
    start.parent = parse_traceparent(traceparent);
  }
  if (exporter_ == nullptr || (sampler_.ratio == 0 && !start.parent)) {
    return start;
  }
  const auto id = start.parent ? start.parent->trace : new_trace_id();
  if (sampler_.records(id, start.parent)) {
    // What others say about a trace counts only with it.
    start.trace = std::make_shared<Trace>(id, start.parent ? tracestate : std::string_view{});
  }
  return start;
}

}  // namespace conduit::telemetry
