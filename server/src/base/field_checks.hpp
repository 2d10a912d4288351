#pragma once

#include "base/result.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

namespace conduit {

/// Gathers the complaints about the fields of one form, so that its reader hears of all of them at once:
///     FieldChecks checks;
///     auto title = checks.take(valid_title(text));
///     auto body = checks.take(valid_body(other));
///     CO_TRY(checks.result());
class FieldChecks {
 public:
  /// The value that was checked; an empty one when the check failed, and then result() fails too.
  template <class T>
  [[nodiscard]] T take(Result<T> checked) {
    if (!checked) {
      complain(std::move(checked).error());
      return T{};
    }
    return *std::move(checked);
  }

  /// Checks a field of a partial update: what is not given passes.
  template <class T, class Check>
  [[nodiscard]] auto take_given(const std::optional<T>& given, Check check)
      -> std::optional<typename std::invoke_result_t<Check, const T&>::value_type> {
    if (!given) {
      return std::nullopt;
    }
    return take(std::invoke(check, *given));
  }

  void complain(Error error) {
    if (!error_) {
      error_ = std::move(error);
      return;
    }
    std::ranges::move(error.fields, std::back_inserter(error_->fields));
  }

  [[nodiscard]] Result<> result() const {
    if (error_) {
      return std::unexpected(*error_);
    }
    return {};
  }

 private:
  std::optional<Error> error_;
};

}  // namespace conduit
