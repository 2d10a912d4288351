#include "platform/sqlite/thread_slot.hpp"

#include <cstddef>
#include <mutex>
#include <vector>

namespace conduit::sqlite {
namespace {

class SlotPool {
 public:
  std::size_t take() {
    const std::scoped_lock lock{mutex_};
    if (free_.empty()) {
      return used_ == kMaxThreads ? kMaxThreads : used_++;
    }
    const auto slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void give_back(std::size_t slot) {
    const std::scoped_lock lock{mutex_};
    free_.push_back(slot);
  }

 private:
  std::mutex mutex_;
  std::vector<std::size_t> free_;
  std::size_t used_ = 0;
};

SlotPool& slot_pool() {
  // Never destroyed: threads may end after main() has returned.
  static auto* const pool = new SlotPool;
  return *pool;
}

class ThreadSlot {
 public:
  ThreadSlot() : number_(slot_pool().take()) {}
  ThreadSlot(const ThreadSlot&) = delete;
  ThreadSlot& operator=(const ThreadSlot&) = delete;
  ThreadSlot(ThreadSlot&&) = delete;
  ThreadSlot& operator=(ThreadSlot&&) = delete;
  ~ThreadSlot() {
    if (number_ != kMaxThreads) {
      slot_pool().give_back(number_);
    }
  }

  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  std::size_t number_;
};

}  // namespace

std::size_t thread_slot() {
  thread_local const ThreadSlot slot;
  return slot.number();
}

}  // namespace conduit::sqlite
