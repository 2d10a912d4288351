#include "platform/telemetry/trace.hpp"

namespace conduit::telemetry {

void Trace::add(SpanRecord span) {
  const std::lock_guard lock{mutex_};
  if (!finished_ && spans_.size() < kMostSpans) {
    spans_.push_back(std::move(span));
  }
}

FinishedTrace Trace::finish() {
  const std::lock_guard lock{mutex_};
  finished_ = true;
  return {.id = id_, .state = state_, .spans = std::move(spans_)};
}

// Not inline: a coroutine must not keep the address of a thread-local over a suspension.
Place& here() noexcept {
  thread_local constinit Place place;
  return place;
}

Span::Span(std::string_view name, SpanKind kind) {
  if (const auto place = here(); place.trace != nullptr) {
    begin(place.trace, place.span, name, kind);
  }
}

Span::Span(Trace* trace, const SpanId& parent, std::string_view name, SpanKind kind) {
  if (trace != nullptr) {
    begin(trace, parent, name, kind);
  }
}

void Span::begin(Trace* trace, const SpanId& parent, std::string_view name, SpanKind kind) {
  const auto now = std::chrono::steady_clock::now();
  state_ = std::make_unique<State>(State{
      .trace = trace,
      .before = here(),
      .start = now,
      .record = {.id = new_span_id(),
                 .parent = parent,
                 .name = std::string{name},
                 .kind = kind,
                 .start = trace->calendar_time(now)},
  });
  here() = {.trace = trace, .span = state_->record.id};
}

Span::~Span() {
  if (!state_) {
    return;
  }
  state_->record.duration = std::chrono::steady_clock::now() - state_->start;
  // A coroutine that is destroyed while it waits ends its spans wherever that happens: there, nothing is to be put
  // back.
  if (auto& place = here(); place.trace == state_->trace && place.span == state_->record.id) {
    place = state_->before;
  }
  state_->trace->add(std::move(state_->record));
}

void Span::rename(std::string_view name) {
  if (state_) {
    state_->record.name = name;
  }
}

void Span::set(std::string_view name, std::string_view value) {
  if (state_) {
    state_->record.attributes.push_back({.name = name, .value = std::string{value}});
  }
}

void Span::set(std::string_view name, std::int64_t value) {
  if (state_) {
    state_->record.attributes.push_back({.name = name, .value = value});
  }
}

void Span::fail() {
  if (state_) {
    state_->record.failed = true;
  }
}

void add_span(std::string_view name, std::chrono::nanoseconds duration, bool failed,
              std::initializer_list<std::pair<std::string_view, std::string_view>> attributes) {
  const auto place = here();
  if (place.trace == nullptr) {
    return;
  }
  const auto begun = std::chrono::steady_clock::now() - duration;
  SpanRecord record{.id = new_span_id(),
                    .parent = place.span,
                    .name = std::string{name},
                    .kind = SpanKind::client,
                    .start = place.trace->calendar_time(begun),
                    .duration = duration,
                    .failed = failed};
  for (const auto& [key, value] : attributes) {
    record.attributes.push_back({.name = key, .value = std::string{value}});
  }
  place.trace->add(std::move(record));
}

Visit::Ticket Visit::ticket() {
  const auto place = here();
  if (place.trace == nullptr) {
    return {};
  }
  return {.trace = place.trace->shared_from_this(), .span = place.span};
}

}  // namespace conduit::telemetry
