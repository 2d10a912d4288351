#pragma once

#include "platform/sqlite/connection.hpp"
#include "platform/telemetry/histogram.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace conduit::sqlite {

/// One step of writing. It owns what it needs: whoever asked for it may be gone when it runs.
class WriteJob {
 public:
  WriteJob() = default;
  WriteJob(const WriteJob&) = delete;
  WriteJob& operator=(const WriteJob&) = delete;
  WriteJob(WriteJob&&) = delete;
  WriteJob& operator=(WriteJob&&) = delete;
  virtual ~WriteJob() = default;

  /// On the writer's thread, inside a savepoint. False takes back what it did. Must not throw.
  [[nodiscard]] virtual bool run(Connection& connection) = 0;
  /// On the writer's thread, once, when what run() did is durable, or with the reason why none of it is.
  virtual void finish(const Error* failure) = 0;
};

/// The one thread that writes. It takes whatever jobs wait (never waiting for more), runs each in a savepoint of its
/// own inside one transaction, and tells them the outcome after the commit: while one commit waits for the disk the
/// next batch gathers, so the cost of the disk is shared by as many as ask at once. A job that fails takes back its own
/// steps alone; a commit that fails fails the whole batch.
class GroupWriter {
 public:
  struct Limits {
    /// Jobs that may wait; one more is refused.
    std::size_t queue = 4096;
    /// Jobs in one transaction: bounds how long the first waits for the last.
    std::size_t batch = 128;
  };

  GroupWriter(std::unique_ptr<Connection> connection, Limits limits);
  /// Finishes what is queued.
  ~GroupWriter();

  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;
  GroupWriter(GroupWriter&&) = delete;
  GroupWriter& operator=(GroupWriter&&) = delete;

  /// False when the queue is full or the writer stops; then `job` will not be run.
  [[nodiscard]] bool try_submit(std::shared_ptr<WriteJob> job);

  [[nodiscard]] std::size_t queued() const;
  /// How many jobs shared a commit.
  [[nodiscard]] const telemetry::Histogram& batch_sizes() const { return batch_sizes_; }

  /// Takes no more jobs and returns when the last one is finished. May be called again.
  void stop();

 private:
  using Batch = std::vector<std::shared_ptr<WriteJob>>;

  void work();
  /// Empty when stopping and nothing is left.
  Batch take_batch();
  [[nodiscard]] Result<> commit_together(const Batch& batch);
  [[nodiscard]] Result<> run_in_savepoint(WriteJob& job);

  std::unique_ptr<Connection> connection_;
  Limits limits_;
  telemetry::Histogram batch_sizes_{telemetry::kCounts};
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<WriteJob>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace conduit::sqlite
