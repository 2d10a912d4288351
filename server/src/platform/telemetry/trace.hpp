#pragma once

#include "platform/telemetry/trace_context.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// What one request did, step by step: a tree of spans. Most requests are not recorded, and for them a Span costs a look
// at a thread-local pointer.
//
// Where a thread stands in which trace is thread-local. A coroutine's steps all run on one thread, but others run in
// between: whoever suspends one inside a request takes its Place along (Carried) and leaves nothing behind. Those are
// few, in platform/.

namespace conduit::telemetry {

/// A named value of a span. Names are OpenTelemetry's semantic conventions where they have one, and literals. Values
/// must not hold what is secret or private: no token, password, e-mail, body or query.
struct Attribute {
  std::string_view name;
  std::variant<std::int64_t, std::string> value;
};

enum class SpanKind : std::uint8_t { internal, server, client };

/// A span that has ended.
struct SpanRecord {
  SpanId id{};
  /// All zeros: the trace begins here.
  SpanId parent{};
  std::string name;
  SpanKind kind = SpanKind::internal;
  std::chrono::system_clock::time_point start;
  std::chrono::nanoseconds duration{};
  bool failed = false;
  std::vector<Attribute> attributes = {};
};

/// The spans of one request, on their way to an exporter.
struct FinishedTrace {
  TraceId id{};
  /// The caller's `tracestate`, as it came.
  std::string state = {};
  std::vector<SpanRecord> spans;
};

/// A trace that is being recorded. The threads that work for the request add to it.
class Trace : public std::enable_shared_from_this<Trace> {
 public:
  /// More spans than these of one request are left out: a loop must not fill the memory.
  static constexpr std::size_t kMostSpans = 512;

  explicit Trace(TraceId id, std::string_view state = {}) : id_(id), state_(state) {}

  [[nodiscard]] const TraceId& id() const { return id_; }
  /// When that was by the calendar. All spans of a trace are told by the calendar's time at its beginning: were each to
  /// ask anew, one could seem to end after what it is part of, by a pause between two questions or a clock set right.
  [[nodiscard]] std::chrono::system_clock::time_point calendar_time(std::chrono::steady_clock::time_point when) const {
    return calendar_begin_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(when - begin_);
  }
  void add(SpanRecord span);
  /// What was added until now; what comes later is lost, such as from a job whose caller was cancelled.
  [[nodiscard]] FinishedTrace finish();

 private:
  const TraceId id_;
  const std::string state_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  const std::chrono::system_clock::time_point calendar_begin_ = std::chrono::system_clock::now();
  std::mutex mutex_;
  std::vector<SpanRecord> spans_;
  bool finished_ = false;
};

/// Where work stands: in which trace and under which of its spans. Without a trace, nothing is recorded.
struct Place {
  Trace* trace = nullptr;
  SpanId span{};
};

/// The calling thread's.
[[nodiscard]] Place& here() noexcept;

/// One step of a request, from construction to destruction, under the step that was current then. Steps nest; those of
/// one coroutine do not overlap.
class Span {
 public:
  explicit Span(std::string_view name, SpanKind kind = SpanKind::internal);
  /// At the root of `trace`, under a span of somebody else's; null records nothing.
  Span(Trace* trace, const SpanId& parent, std::string_view name, SpanKind kind);
  ~Span();
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;
  Span(Span&&) = delete;
  Span& operator=(Span&&) = delete;

  /// Whether attributes are worth computing.
  [[nodiscard]] bool is_recorded() const { return state_ != nullptr; }
  /// All zeros when it is not recorded.
  [[nodiscard]] SpanId id() const { return state_ ? state_->record.id : SpanId{}; }

  void rename(std::string_view name);
  void set(std::string_view name, std::string_view value);
  void set(std::string_view name, std::int64_t value);
  void fail();

 private:
  struct State {
    Trace* trace = nullptr;
    Place before;
    std::chrono::steady_clock::time_point start;
    SpanRecord record;
  };

  void begin(Trace* trace, const SpanId& parent, std::string_view name, SpanKind kind);

  std::unique_ptr<State> state_;
};

/// Adds a client's span that ends now, for what is only told of afterwards.
void add_span(std::string_view name, std::chrono::nanoseconds duration, bool failed,
              std::initializer_list<std::pair<std::string_view, std::string_view>> attributes);

/// A coroutine's place across a suspension. Whoever runs meanwhile starts from nowhere:
///
///     const Carried carried;
///     co_await something;
///     carried.resume();
class Carried {
 public:
  Carried() noexcept : place_(std::exchange(here(), Place{})) {}
  void resume() const noexcept { here() = place_; }

 private:
  Place place_;
};

/// Goes on at a carried place, in a coroutine that was spawned for it, until the end of the scope.
class Resumed {
 public:
  explicit Resumed(const Carried& carried) noexcept { carried.resume(); }
  ~Resumed() { here() = {}; }
  Resumed(const Resumed&) = delete;
  Resumed& operator=(const Resumed&) = delete;
  Resumed(Resumed&&) = delete;
  Resumed& operator=(Resumed&&) = delete;
};

/// A place taken to another thread, for as long as a job runs there.
class Visit {
 public:
  /// Where the calling thread stands now; keeps the trace alive.
  struct Ticket {
    std::shared_ptr<Trace> trace;
    SpanId span{};
  };
  [[nodiscard]] static Ticket ticket();

  explicit Visit(const Ticket& ticket) : before_(std::exchange(here(), Place{ticket.trace.get(), ticket.span})) {}
  ~Visit() { here() = before_; }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  Visit(Visit&&) = delete;
  Visit& operator=(Visit&&) = delete;

 private:
  Place before_;
};

}  // namespace conduit::telemetry
