#include "app/signals.hpp"

#include <csignal>

namespace conduit::app {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void ignore_lost_readers() { std::signal(SIGPIPE, SIG_IGN); }

void block_stop_signals() {
  const auto set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void wait_for_stop_signal() {
  const auto set = stop_signals();
  int received = 0;
  sigwait(&set, &received);
}

}  // namespace conduit::app
