#include "platform/telemetry/exporter.hpp"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace conduit::telemetry {
namespace {

std::size_t count_spans(const std::vector<FinishedTrace>& traces) {
  std::size_t count = 0;
  for (const auto& trace : traces) {
    count += trace.spans.size();
  }
  return count;
}

}  // namespace

Exporter::Exporter(Options options, std::unique_ptr<OtlpClient> client, std::function<Measurements()> measure,
                   log::Logger& logger)
    : options_(options), client_(std::move(client)), measure_(std::move(measure)), logger_(logger), thread_([this] {
        work();
      }) {}

Exporter::~Exporter() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Exporter::submit(FinishedTrace trace) {
  const auto spans = trace.spans.size();
  bool is_half_full = false;
  {
    const std::lock_guard lock{mutex_};
    if (waiting_spans_ + spans > options_.spans_queue) {
      statistics_.lost_spans.fetch_add(spans, std::memory_order_relaxed);
      return;
    }
    waiting_.push_back(std::move(trace));
    waiting_spans_ += spans;
    is_half_full = waiting_spans_ * 2 >= options_.spans_queue;
  }
  if (is_half_full) {
    wake_.notify_one();
  }
}

void Exporter::work() {
  pthread_setname_np(pthread_self(), "telemetry");
  auto next_traces = Clock::now() + options_.spans_delay;
  auto next_metrics = Clock::now() + options_.metrics_interval;
  bool stop = false;
  while (!stop) {
    std::vector<FinishedTrace> traces;
    {
      std::unique_lock lock{mutex_};
      wake_.wait_until(lock, std::min(next_traces, next_metrics),
                       [this] { return stopping_ || waiting_spans_ * 2 >= options_.spans_queue; });
      stop = stopping_;
      traces.swap(waiting_);
      waiting_spans_ = 0;
    }
    // Whoever waits for us to end does not wait for a receiver that is away.
    if (stop && !reachable_) {
      statistics_.lost_spans.fetch_add(count_spans(traces), std::memory_order_relaxed);
      return;
    }
    if (!traces.empty()) {
      send_traces(traces);
    }
    if (stop || Clock::now() >= next_metrics) {
      send_metrics();
      next_metrics = Clock::now() + options_.metrics_interval;
    }
    next_traces = Clock::now() + options_.spans_delay;
  }
}

void Exporter::send_traces(const std::vector<FinishedTrace>& traces) {
  const auto sent = client_->send(traces);
  auto& counter = sent ? statistics_.sent_spans : statistics_.lost_spans;
  counter.fetch_add(count_spans(traces), std::memory_order_relaxed);
  note(sent);
}

void Exporter::send_metrics() {
  const auto sent = client_->send(measure_());
  statistics_.failed_reports.fetch_add(sent ? 0 : 1, std::memory_order_relaxed);
  note(sent);
}

/// A line for each change, not for each failure.
void Exporter::note(const Result<>& sent) {
  if (sent.has_value() == reachable_) {
    return;
  }
  reachable_ = sent.has_value();
  if (reachable_) {
    logger_.write(log::Level::info, "telemetry is received again");
  } else {
    logger_.write(log::Level::warn, "telemetry is not received", {{"reason", sent.error().detail}});
  }
}

}  // namespace conduit::telemetry
