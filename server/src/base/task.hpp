#pragma once

#include "base/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace conduit {

namespace asio = boost::asio;

/// The executor of an I/O thread, as a concrete type: the type-erased default costs an allocation per operation.
using Executor = asio::io_context::executor_type;

/// A coroutine of an I/O thread that ends in a value or an Error. Lazy: nothing runs before it is awaited.
template <class T = void>
using Task = asio::awaitable<Result<T>, Executor>;

}  // namespace conduit
