#include "platform/sqlite/group_writer.hpp"

#include "base/error.hpp"
#include "base/result.hpp"
#include "platform/sqlite/connection.hpp"
#include "platform/sqlite/transaction.hpp"

#include <pthread.h>

#include <algorithm>
#include <cstddef>
#include <expected>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace conduit::sqlite {
namespace {

/// What a failed commit means to each job of the batch: nothing that is about its own values.
Error failure_of_all(const Error& error) {
  return error.code == ErrorCode::unavailable ? error : internal_error(error.detail);
}

}  // namespace

GroupWriter::GroupWriter(std::unique_ptr<Connection> connection, Limits limits)
    : connection_(std::move(connection)), limits_(limits), thread_([this] { work(); }) {}

GroupWriter::~GroupWriter() { stop(); }

bool GroupWriter::try_submit(std::shared_ptr<WriteJob> job) {
  const std::scoped_lock lock{mutex_};
  if (stopping_ || queue_.size() >= limits_.queue) {
    return false;
  }
  queue_.push_back(std::move(job));
  // Under the lock: once the job has run, its caller may take the writer down, while we would still be signalling.
  wake_.notify_one();
  return true;
}

std::size_t GroupWriter::queued() const {
  const std::scoped_lock lock{mutex_};
  return queue_.size();
}

void GroupWriter::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void GroupWriter::work() {
  pthread_setname_np(pthread_self(), "sqlite-writer");
  while (true) {
    const auto batch = take_batch();
    if (batch.empty()) {
      return;
    }
    batch_sizes_.record(static_cast<double>(batch.size()));
    const auto committed = commit_together(batch);
    const auto failure = committed ? std::nullopt : std::optional{failure_of_all(committed.error())};
    for (const auto& job : batch) {
      job->finish(failure ? &*failure : nullptr);
    }
  }
}

GroupWriter::Batch GroupWriter::take_batch() {
  std::unique_lock lock{mutex_};
  wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  const auto count = std::min(queue_.size(), limits_.batch);
  const auto end = std::next(queue_.begin(), static_cast<std::ptrdiff_t>(count));
  Batch batch{std::make_move_iterator(queue_.begin()), std::make_move_iterator(end)};
  queue_.erase(queue_.begin(), end);
  return batch;
}

Result<> GroupWriter::commit_together(const Batch& batch) {
  TRY(auto transaction, Transaction::begin(*connection_, Access::write));
  for (const auto& job : batch) {
    TRY(run_in_savepoint(*job));
  }
  return transaction.commit();
}

Result<> GroupWriter::run_in_savepoint(WriteJob& job) {
  TRY(connection_->run("SAVEPOINT job"));
  const bool keep = job.run(*connection_);
  if (!connection_->in_transaction()) {
    // A full disk or an I/O error has rolled back the steps of the jobs before this one too.
    return std::unexpected(unavailable("sqlite: an error ended the transaction of the whole batch"));
  }
  if (!keep) {
    TRY(connection_->run("ROLLBACK TO job"));
  }
  TRY(connection_->run("RELEASE job"));
  return {};
}

}  // namespace conduit::sqlite
