#pragma once

#include "platform/telemetry/histogram.hpp"
#include "platform/telemetry/trace.hpp"

#include <chrono>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::telemetry {

/// `Class::function` of where a call was written: what a span of a database says instead of a statement.
[[nodiscard]] std::string caller_name(const std::source_location& caller);

/// One question to a database, as metrics and traces see it: how long it took, from construction to destruction, and
/// whether it failed (https://opentelemetry.io/docs/specs/semconv/database/).
class DatabaseOperation {
 public:
  /// `system` and `operation` are `db.system.name` and `db.operation.name`; `durations` takes seconds.
  DatabaseOperation(std::string_view system, std::string_view operation, const std::source_location& caller,
                    Histogram& durations)
      : durations_(durations), span_(operation, SpanKind::client) {
    if (span_.is_recorded()) {
      describe(system, operation, caller_name(caller));
    }
  }
  /// For what no place in our code tells more about than its name.
  DatabaseOperation(std::string_view system, std::string_view operation, Histogram& durations)
      : durations_(durations), span_(operation, SpanKind::client) {
    if (span_.is_recorded()) {
      describe(system, operation, {});
    }
  }
  ~DatabaseOperation() {
    durations_.record(std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
  }
  DatabaseOperation(const DatabaseOperation&) = delete;
  DatabaseOperation& operator=(const DatabaseOperation&) = delete;
  DatabaseOperation(DatabaseOperation&&) = delete;
  DatabaseOperation& operator=(DatabaseOperation&&) = delete;

  /// Hands the result on, and marks the span when it is an error.
  template <class Answer>
  [[nodiscard]] Answer ended(Answer answer) {
    if (!answer) {
      span_.fail();
    }
    return answer;
  }

 private:
  void describe(std::string_view system, std::string_view operation, const std::string& caller);

  Histogram& durations_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Span span_;
};

}  // namespace conduit::telemetry
