#pragma once

#include "platform/cache/change_clock.hpp"

#include <boost/container/small_vector.hpp>

#include <initializer_list>

namespace conduit::cache {

/// Records changes when its scope ends, however it ends. A write that failed or was cancelled may have been committed
/// all the same (a lost answer, a time-out): a needless miss is cheap, a stale hit is a wrong answer.
class RecordOnExit {
 public:
  RecordOnExit(ChangeClock& clock, std::initializer_list<Topic> topics) : clock_(clock), topics_(topics) {}
  ~RecordOnExit() {
    for (const auto topic : topics_) {
      clock_.record(topic);
    }
  }

  RecordOnExit(const RecordOnExit&) = delete;
  RecordOnExit& operator=(const RecordOnExit&) = delete;
  RecordOnExit(RecordOnExit&&) = delete;
  RecordOnExit& operator=(RecordOnExit&&) = delete;

  void add(Topic topic) { topics_.push_back(topic); }

 private:
  ChangeClock& clock_;
  boost::container::small_vector<Topic, 4> topics_;
};

}  // namespace conduit::cache
