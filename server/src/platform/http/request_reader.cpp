#include "platform/http/request_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace conduit::http {
namespace {

namespace beast_http = boost::beast::http;

using Fields = beast_http::basic_fields<std::pmr::polymorphic_allocator<char>>;
using Parser = beast_http::request_parser<beast_http::string_body, std::pmr::polymorphic_allocator<char>>;

constexpr std::size_t kFirstBufferBytes = std::size_t{4} * 1024;
/// Bounds what Beast must see in one piece besides the head: the line before a chunk.
constexpr std::size_t kMaxLineBytes = std::size_t{16} * 1024;
/// As many as a 64-bit size has: more are leading zeros that another server may read otherwise.
constexpr std::size_t kMaxChunkSizeDigits = 16;
constexpr std::size_t kArenaBytes = std::size_t{4} * 1024;

Method method_of(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return Method::get;
    case beast_http::verb::head:
      return Method::head;
    case beast_http::verb::post:
      return Method::post;
    case beast_http::verb::put:
      return Method::put;
    case beast_http::verb::patch:
      return Method::patch;
    case beast_http::verb::delete_:
      return Method::del;
    case beast_http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

/// Where a header field goes in Headers; null for those the server does not act on.
std::string_view* slot_for(Headers& headers, beast_http::field name, std::string_view text) {
  switch (name) {
    case beast_http::field::accept_encoding:
      return &headers.accept_encoding;
    case beast_http::field::authorization:
      return &headers.authorization;
    case beast_http::field::content_type:
      return &headers.content_type;
    case beast_http::field::host:
      return &headers.host;
    case beast_http::field::if_none_match:
      return &headers.if_none_match;
    case beast_http::field::origin:
      return &headers.origin;
    case beast_http::field::access_control_request_headers:
      return &headers.request_headers;
    case beast_http::field::access_control_request_method:
      return &headers.request_method;
    case beast_http::field::user_agent:
      return &headers.user_agent;
    case beast_http::field::unknown:
      break;
    default:
      return nullptr;
  }
  // Names that Beast has no number for, or that newer versions may give one.
  if (boost::beast::iequals(text, "X-Forwarded-For")) {
    return &headers.forwarded_for;
  }
  if (boost::beast::iequals(text, "X-Request-Id")) {
    return &headers.request_id;
  }
  if (boost::beast::iequals(text, "traceparent")) {
    return &headers.traceparent;
  }
  if (boost::beast::iequals(text, "tracestate")) {
    return &headers.tracestate;
  }
  return nullptr;
}

/// The path and query of an absolute-form target (`http://host/path`, RFC 9112 §3.2.2), others unchanged.
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() >= scheme.size() && boost::beast::iequals(target.substr(0, scheme.size()), scheme)) {
      const auto slash = target.find('/', scheme.size());
      return slash == std::string_view::npos ? std::string_view{"/"} : target.substr(slash);
    }
  }
  return target;
}

RequestReader::Refusal refusal_of(const boost::system::error_code& error) {
  if (error == beast_http::error::body_limit) {
    return {413, "body over the limit"};
  }
  if (error == beast_http::error::header_limit) {
    return {431, "head over the limit"};
  }
  return {400, "malformed request"};
}

}  // namespace

class RequestReader::Impl {
 public:
  explicit Impl(const ServerOptions& options) : options_(options), buffer_(kFirstBufferBytes) { start(); }

  std::span<char> prepare() {
    if (begin_ == end_) {
      begin_ = end_ = 0;
    }
    if (end_ == buffer_.size()) {
      make_room();
    }
    return std::span{buffer_}.subspan(end_);
  }

  State commit(std::size_t count) {
    end_ += count;
    return parse();
  }

  State next() {
    start();
    return parse();
  }

  void fill(Request& request) const {
    const auto& message = parser_->get();
    request.method = method_of(message.method());
    request.target = origin_form(message.target());
    request.raw_path = request.target.substr(0, request.target.find('?'));
    request.headers = {};
    for (const auto& field : message) {
      auto* const slot = slot_for(request.headers, field.name(), field.name_string());
      // Of a field that repeats, the first counts; those where that matters are refused in check_head().
      if (slot != nullptr && slot->empty()) {
        *slot = field.value();
      }
    }
    if (message.count("X-Forwarded-For") > 1) {
      join_forwarded_for();
      request.headers.forwarded_for = forwarded_for_;
    }
    request.body = message.body();
  }

  [[nodiscard]] bool expects_continue() const {
    return state_ == State::in_body && parser_->get().version() == 11 &&
           boost::beast::iequals(parser_->get()[beast_http::field::expect], "100-continue");
  }
  [[nodiscard]] bool keep_alive() const { return parser_->keep_alive(); }
  /// Beast looks at Content-Length when it has read the head, and refuses before it calls the head done.
  [[nodiscard]] bool has_head() const { return parser_->is_header_done() || refusal_.status == 413; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

 private:
  void start() {
    parser_.reset();
    arena_.release();
    const std::pmr::polymorphic_allocator<char> allocator{&arena_};
    parser_.emplace(std::piecewise_construct, std::make_tuple(), std::make_tuple(allocator));
    parser_->header_limit(static_cast<std::uint32_t>(options_.max_head_bytes));
    parser_->body_limit(options_.max_body_bytes);
    // One step per call: after the head, to look at it; at each chunk, for check_chunk_size().
    parser_->eager(false);
    parser_->on_chunk_header(on_chunk_header_);
    state_ = State::idle;
  }

  void make_room() {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), &buffer_[begin_], end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
      return;
    }
    buffer_.resize(buffer_.size() * 2);
  }

  State parse() {
    skip_blank_lines();
    if (has_folded_line()) {
      return refuse({400, "folded header line"});
    }
    while (begin_ != end_ && !parser_->is_done() && state_ != State::refused) {
      boost::system::error_code error;
      const auto used = parser_->put(boost::asio::buffer(&buffer_[begin_], end_ - begin_), error);
      begin_ += used;
      if (error == beast_http::error::need_more) {
        if (end_ - begin_ > std::max(options_.max_head_bytes, kMaxLineBytes)) {
          return refuse(parser_->is_header_done() ? Refusal{400, "endless line before a chunk"}
                                                  : refusal_of(beast_http::error::header_limit));
        }
        break;
      }
      if (error) {
        return refuse(refusal_of(error));
      }
      if (parser_->is_header_done() && state_ != State::in_body) {
        state_ = State::in_body;
        check_head();
      }
    }
    return settle();
  }

  State settle() {
    if (state_ == State::refused) {
      return state_;
    }
    if (parser_->is_done()) {
      state_ = State::complete;
    } else if (state_ == State::idle && begin_ != end_) {
      state_ = State::in_head;
    }
    return state_;
  }

  /// A client may send an empty line before a request (RFC 9112 §2.2).
  void skip_blank_lines() {
    while (state_ == State::idle && begin_ != end_ && (buffer_[begin_] == '\r' || buffer_[begin_] == '\n')) {
      ++begin_;
    }
  }

  /// A field that goes on in the next line (obs-fold, RFC 9112 §5.2): Beast would join the lines, another server in the
  /// chain might see two fields.
  [[nodiscard]] bool has_folded_line() const {
    if (state_ == State::in_body || begin_ == end_) {
      return false;
    }
    const std::string_view bytes{&buffer_[begin_], end_ - begin_};
    const auto head = bytes.substr(0, bytes.find("\r\n\r\n"));
    return head.contains("\r\n ") || head.contains("\r\n\t");
  }

  /// Called by Beast for the line before a chunk, which begins at begin_: the parser takes one step at a time.
  void check_chunk_size(boost::system::error_code& error) const {
    std::string_view line{&buffer_[begin_], end_ - begin_};
    line.remove_prefix(line.starts_with("\r\n") ? 2 : 0);
    if (line.find_first_not_of("0123456789abcdefABCDEF") > kMaxChunkSizeDigits) {
      error = beast_http::error::bad_chunk;
    }
  }

  State refuse(Refusal refusal) {
    refusal_ = refusal;
    return state_ = State::refused;
  }

  /// What the grammar lets through and two servers could read differently.
  void check_head() {
    const auto& message = parser_->get();
    const auto codings = message.count(beast_http::field::transfer_encoding);
    if (codings > 0 && (!parser_->chunked() || codings > 1 ||
                        !boost::beast::iequals(message[beast_http::field::transfer_encoding], "chunked"))) {
      refuse({501, "unknown transfer coding"});
    } else if (codings > 0 && message.version() < 11) {
      refuse({400, "transfer coding in HTTP/1.0"});
    } else if (message.count(beast_http::field::content_length) > 1) {
      refuse({400, "more than one content length"});
    } else if (message.version() >= 11 && message.count(beast_http::field::host) != 1) {
      refuse({400, "not exactly one host"});
    } else if (message.count(beast_http::field::authorization) > 1) {
      refuse({400, "more than one authorization"});
    }
  }

  void join_forwarded_for() const {
    forwarded_for_.clear();
    const auto [first, last] = parser_->get().equal_range("X-Forwarded-For");
    for (auto field = first; field != last; ++field) {
      forwarded_for_.append(forwarded_for_.empty() ? "" : ",").append(field->value());
    }
  }

  const ServerOptions& options_;
  /// The bytes read and not yet parsed are [begin_, end_).
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  /// Header fields live here for one request: no allocation per field.
  std::array<std::byte, kArenaBytes> arena_bytes_{};
  std::pmr::monotonic_buffer_resource arena_{arena_bytes_.data(), arena_bytes_.size()};
  /// Beast keeps a reference to it.
  std::function<void(std::uint64_t, std::string_view, boost::system::error_code&)> on_chunk_header_ =
      [this](std::uint64_t /*size*/, std::string_view /*extensions*/, boost::system::error_code& error) {
        check_chunk_size(error);
      };
  std::optional<Parser> parser_;
  State state_ = State::idle;
  Refusal refusal_;
  mutable std::string forwarded_for_;
};

RequestReader::RequestReader(const ServerOptions& options) : impl_(std::make_unique<Impl>(options)) {}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::prepare() { return impl_->prepare(); }
RequestReader::State RequestReader::commit(std::size_t count) { return impl_->commit(count); }
RequestReader::State RequestReader::state() const { return impl_->state(); }
const RequestReader::Refusal& RequestReader::refusal() const { return impl_->refusal(); }
bool RequestReader::expects_continue() const { return impl_->expects_continue(); }
bool RequestReader::has_head() const { return impl_->has_head(); }
bool RequestReader::keep_alive() const { return impl_->keep_alive(); }
void RequestReader::fill(Request& request) const { impl_->fill(request); }
RequestReader::State RequestReader::next() { return impl_->next(); }

}  // namespace conduit::http
