#pragma once

#include "platform/http/request.hpp"
#include "platform/http/response.hpp"

#include <string>
#include <utility>

namespace conduit::http {

/// 200 for a read. What was made for nobody in particular is shared until one of `topics` changes.
[[nodiscard]] inline Response answer_to_read(const Request& request, std::string body, Topics topics) {
  auto response = ok(std::move(body));
  return request.viewer ? std::move(response) : shared(std::move(response), std::move(topics));
}

}  // namespace conduit::http
