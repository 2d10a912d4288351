#include "platform/telemetry/tracer.hpp"

namespace conduit::telemetry {

Tracer::Start Tracer::start(std::string_view traceparent) const {
  Start start;
  if (!traceparent.empty()) {
    start.parent = parse_traceparent(traceparent);
  }
  if (exporter_ == nullptr || (sampler_.ratio == 0 && !start.parent)) {
    return start;
  }
  const auto id = start.parent ? start.parent->trace : new_trace_id();
  if (sampler_.records(id, start.parent)) {
    start.trace = std::make_shared<Trace>(id);
  }
  return start;
}

}  // namespace conduit::telemetry
