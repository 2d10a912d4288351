#include "platform/telemetry/exporter.hpp"

#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace conduit::telemetry {
namespace {

using std::chrono::milliseconds;

constexpr MetricDescription kOne{.name = "one", .kind = MetricKind::gauge, .unit = "1", .help = "One."};

/// What a receiver got, seen from outside of the exporter that owns the client.
struct Received {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t spans = 0;
  int reports = 0;
  /// What send() answers.
  bool accepts = true;
  /// send() waits until it is false.
  bool held = false;

  Result<> take(std::size_t new_spans, int new_reports) {
    std::unique_lock lock{mutex};
    changed.wait(lock, [this] { return !held; });
    if (accepts) {
      spans += new_spans;
      reports += new_reports;
    }
    changed.notify_all();
    return accepts ? Result<>{} : std::unexpected(unavailable("nobody is there"));
  }

  template <class Condition>
  bool wait(Condition condition) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, std::chrono::seconds{10}, condition);
  }

  void set(bool Received::* what, bool value) {
    const std::lock_guard lock{mutex};
    this->*what = value;
    changed.notify_all();
  }
};

class FakeClient final : public OtlpClient {
 public:
  explicit FakeClient(Received& received) : received_(received) {}
  Result<> send(const std::vector<FinishedTrace>& traces) override {
    std::size_t spans = 0;
    for (const auto& trace : traces) {
      spans += trace.spans.size();
    }
    return received_.take(spans, 0);
  }
  Result<> send(const Measurements& /*measurements*/) override { return received_.take(0, 1); }

 private:
  Received& received_;
};

class ExporterTest : public testing::Test {
 protected:
  std::unique_ptr<Exporter> make(Exporter::Options options) {
    return std::make_unique<Exporter>(
        options, std::make_unique<FakeClient>(received),
        [] {
          Measurements measurements;
          measurements.add(kOne, {}, 1.0);
          return measurements;
        },
        logger);
  }

  static FinishedTrace trace_of(std::size_t spans) { return {.id = new_trace_id(), .spans{spans, SpanRecord{}}}; }

  static constexpr milliseconds kSoon{5};
  static constexpr milliseconds kNever{3'600'000};

  SystemClock clock;
  log::Logger logger{{.level = log::Level::error}, clock};
  Received received;
};

TEST_F(ExporterTest, SendsWhatGathersAndMetricsNowAndThen) {
  const auto exporter = make({.metrics_interval = kSoon, .spans_delay = kSoon, .spans_queue = 100});
  exporter->submit(trace_of(3));
  EXPECT_TRUE(received.wait([this] { return received.spans == 3 && received.reports >= 2; }));
  EXPECT_EQ(exporter->statistics().lost_spans, 0U);
}

TEST_F(ExporterTest, AHalfFullQueueIsSentAtOnce) {
  const auto exporter = make({.metrics_interval = kNever, .spans_delay = kNever, .spans_queue = 10});
  exporter->submit(trace_of(5));
  EXPECT_TRUE(received.wait([this] { return received.spans == 5; }));
}

TEST_F(ExporterTest, SendsTheRestWhenItEnds) {
  make({.metrics_interval = kNever, .spans_delay = kNever, .spans_queue = 100})->submit(trace_of(2));
  EXPECT_EQ(received.spans, 2U);
  EXPECT_EQ(received.reports, 1);
}

TEST_F(ExporterTest, AReceiverThatHangsDelaysNobodyAndFillsNoMemory) {
  received.held = true;
  const auto exporter = make({.metrics_interval = kNever, .spans_delay = kSoon, .spans_queue = 10});
  constexpr std::size_t kTraces = 1'000;
  for (std::size_t i = 0; i < kTraces; ++i) {
    exporter->submit(trace_of(5));  // returns, or the test hangs
  }
  // At most: one batch that is being sent and one that waits.
  EXPECT_GE(exporter->statistics().lost_spans, 5 * kTraces - 20);
  received.set(&Received::held, false);
  EXPECT_TRUE(received.wait([this] { return received.spans > 0; }));
}

TEST_F(ExporterTest, WhatNobodyReceivesIsCountedAndEndingDoesNotWaitForIt) {
  received.accepts = false;
  auto exporter = make({.metrics_interval = kNever, .spans_delay = kSoon, .spans_queue = 100});
  exporter->submit(trace_of(7));
  while (exporter->statistics().lost_spans < 7) {
    std::this_thread::yield();
  }
  received.set(&Received::held, true);  // a send would hang from here on
  exporter.reset();
  EXPECT_EQ(received.spans, 0U);
}

}  // namespace
}  // namespace conduit::telemetry
