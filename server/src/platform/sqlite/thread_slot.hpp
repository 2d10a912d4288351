#pragma once

#include <cstddef>

namespace conduit::sqlite {

inline constexpr std::size_t kMaxThreads = 1024;

/// A number below kMaxThreads that no other living thread has: the same for every call of one thread, and free for
/// another when it ends. kMaxThreads itself when all are taken. Lock-free but for a thread's first call.
[[nodiscard]] std::size_t thread_slot();

}  // namespace conduit::sqlite
