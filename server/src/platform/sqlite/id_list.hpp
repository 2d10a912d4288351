#pragma once

#include "base/ids.hpp"

#include <span>
#include <string>

namespace conduit::sqlite {

/// `[1,2,3]`, for `id IN (SELECT value FROM json_each(?1))`: one statement and one value for any number of ids.
template <class Tag>
[[nodiscard]] std::string id_list(std::span<const Id<Tag>> ids) {
  std::string list = "[";
  for (const auto id : ids) {
    if (list.size() > 1) {
      list += ',';
    }
    list += std::to_string(id.value);
  }
  return list += ']';
}

}  // namespace conduit::sqlite
