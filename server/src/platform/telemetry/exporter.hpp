#pragma once

#include "platform/log/logger.hpp"
#include "platform/telemetry/otlp_client.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace conduit::telemetry {

/// For metrics.
struct ExporterStatistics {
  std::atomic<std::uint64_t> sent_spans{0};
  /// Spans that found no room in the queue, or no receiver.
  std::atomic<std::uint64_t> lost_spans{0};
  /// Reports of metrics that the receiver did not take; the next one has it all.
  std::atomic<std::uint64_t> failed_reports{0};
};

/// Sends finished traces, and now and then all metrics, from a thread of its own. A receiver that is away or slow costs
/// requests nothing and the process a bounded queue: what finds no room is dropped and counted.
class Exporter {
 public:
  struct Options {
    std::chrono::milliseconds metrics_interval;
    std::chrono::milliseconds spans_delay;
    std::size_t spans_queue;
  };

  /// `measure` is called on the exporter's thread.
  Exporter(Options options, std::unique_ptr<OtlpClient> client, std::function<Measurements()> measure,
           log::Logger& logger);
  /// Sends what waits, unless the receiver was away the last time.
  ~Exporter();
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;
  Exporter(Exporter&&) = delete;
  Exporter& operator=(Exporter&&) = delete;

  /// From any thread; never waits for the receiver.
  void submit(FinishedTrace trace);

  [[nodiscard]] const ExporterStatistics& statistics() const { return statistics_; }

 private:
  using Clock = std::chrono::steady_clock;

  void work();
  void send_traces(const std::vector<FinishedTrace>& traces);
  void send_metrics();
  void note(const Result<>& sent);

  const Options options_;
  const std::unique_ptr<OtlpClient> client_;
  const std::function<Measurements()> measure_;
  log::Logger& logger_;
  ExporterStatistics statistics_;
  /// Of our thread: whether the receiver took what it was sent last.
  bool reachable_ = true;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<FinishedTrace> waiting_;
  std::size_t waiting_spans_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace conduit::telemetry
