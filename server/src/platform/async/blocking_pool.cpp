#include "platform/async/blocking_pool.hpp"

#include <pthread.h>

#include <string_view>

namespace conduit::async {
namespace {

/// The kernel keeps 15 letters of a thread's name and refuses longer ones.
void name_this_thread(std::string_view name) {
  constexpr std::size_t kLongest = 15;
  pthread_setname_np(pthread_self(), std::string{name.substr(0, kLongest)}.c_str());
}

}  // namespace

BlockingPool::BlockingPool(std::string name, Limits limits) : name_(std::move(name)), queue_limit_(limits.queue) {
  threads_.reserve(limits.threads);
  for (std::size_t i = 0; i < limits.threads; ++i) {
    threads_.emplace_back([this] { work(); });
  }
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  threads_.clear();  // joins
}

bool BlockingPool::try_submit(std::move_only_function<void()> job) {
  const std::lock_guard lock{mutex_};
  if (stopping_ || jobs_.size() >= queue_limit_) {
    return false;
  }
  jobs_.push_back({.job = std::move(job), .since = std::chrono::steady_clock::now()});
  // Under the lock: once the job has run, its caller may take the pool down, while we would still be signalling.
  wake_.notify_one();
  return true;
}

std::size_t BlockingPool::queued() const {
  const std::lock_guard lock{mutex_};
  return jobs_.size();
}

void BlockingPool::work() {
  name_this_thread(name_);
  std::unique_lock lock{mutex_};
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) {
      return;
    }
    auto [job, since] = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    waits_.record(std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count());
    job();
    job = nullptr;  // what it holds is released before the next wait, and not under the lock
    lock.lock();
  }
}

}  // namespace conduit::async
