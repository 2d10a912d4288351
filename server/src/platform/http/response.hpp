#pragma once

#include "base/error.hpp"
#include "platform/cache/change_clock.hpp"
#include "platform/json/body.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conduit::http {

/// What caches may do with an answer.
enum class Caching : std::uint8_t {
  /// `no-store`: answers to writes, to signed-in readers, and errors.
  none,
  /// The same for every anonymous reader: kept in the process until one of `topics` changes, and by shared caches for
  /// a moment; carries an ETag. That nothing is there (404) is kept in the process alone.
  shared,
  /// May be kept but has to be asked about each time (`no-cache` with an ETag): HTML, files without a hash in the name.
  revalidate,
  /// Never changes under its name (`immutable`, one year).
  immutable,
};

using Topics = boost::container::small_vector<cache::Topic, 4>;

/// Default-constructible, as asio::co_spawn wants it.
struct Response {
  unsigned status = 200;
  /// A literal or another string that outlives the response.
  std::string_view content_type = "application/json; charset=utf-8";
  std::string body;
  /// Used instead of `body` when set: bytes shared by many answers.
  std::shared_ptr<const std::string> shared_body;
  /// Whatever the views above and the names of fields below point into, where that is nothing static.
  std::shared_ptr<const void> owner;
  /// `gzip` or `br` when the body is encoded so.
  std::string_view content_encoding;
  /// With its quotes; made from the body for Caching::shared when empty.
  std::string etag;
  Caching caching = Caching::none;
  /// What a Caching::shared answer depends on.
  Topics topics;
  /// What a Caching::shared answer says otherwise to readers who are signed in; null for nothing.
  std::shared_ptr<const std::vector<json::ReaderFlag>> flags;
  /// Other fields. Names and values hold no line breaks (checked when written).
  boost::container::small_vector<std::pair<std::string_view, std::string>, 2> headers;
  /// The error behind a handler's own 5xx, for the log; those that handlers return as an Error are logged anyway.
  std::shared_ptr<const Error> cause;

  [[nodiscard]] std::string_view bytes() const {
    return shared_body ? std::string_view{*shared_body} : std::string_view{body};
  }
};

[[nodiscard]] inline Response json(unsigned status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

/// 200 with a JSON body.
[[nodiscard]] inline Response ok(std::string body) { return json(200, std::move(body)); }
/// 201 with a JSON body.
[[nodiscard]] inline Response created(std::string body) { return json(201, std::move(body)); }
/// 204 without a body.
[[nodiscard]] inline Response no_content() { return json(204, {}); }

/// An answer that is the same for every anonymous reader while none of `topics` changes.
[[nodiscard]] inline Response shared(Response response, Topics topics) {
  response.caching = Caching::shared;
  response.topics = std::move(topics);
  return response;
}

/// 200 with a JSON body, the same for every reader but for its flags.
[[nodiscard]] inline Response shared(json::Body body, Topics topics) {
  auto response = shared(ok(std::move(body.text)), std::move(topics));
  if (!body.flags.empty()) {
    response.flags = std::make_shared<const std::vector<json::ReaderFlag>>(std::move(body.flags));
  }
  return response;
}

}  // namespace conduit::http
