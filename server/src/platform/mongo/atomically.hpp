#pragma once

#include "platform/mongo/session.hpp"

#include <chrono>
#include <type_traits>
#include <utility>

namespace conduit::mongo {

/// How often a transaction is begun again, and when: five times, after pauses that grow and differ, within a second.
class TransactionAttempts {
 public:
  /// Pauses, but before the first; false when it has been tried often enough.
  [[nodiscard]] bool next();
  /// Whether so much time has passed that whoever waits should be told.
  [[nodiscard]] bool out_of_time() const;

 private:
  int made_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// Runs `change(Session&)`, which answers with a Result, in a transaction, where the deployment has them: then all it
/// writes is there, or nothing is. Elsewhere it runs without, and so it does when its transactions keep meeting others'
/// changes. It has to be right without, but for a death on the way, and may be run several times.
template <class Change>
auto atomically(Session& session, Change change) -> std::invoke_result_t<Change&, Session&> {
  auto& transaction = session.transaction();
  TransactionAttempts attempts;
  while (attempts.next()) {
    TRY(const bool begun, transaction.begin());
    if (!begun) {
      break;
    }
    auto answer = change(session);
    if (answer) {
      if (auto committed = transaction.commit(); !committed) {
        answer = std::unexpected(std::move(committed).error());
      }
    } else {
      transaction.abort();
    }
    if (answer || !transaction.may_try_again() || attempts.out_of_time()) {
      return answer;
    }
  }
  return change(session);
}

}  // namespace conduit::mongo
