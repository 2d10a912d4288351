#include "platform/valkey/reply.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <iterator>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conduit::valkey {
namespace {

struct ReplyDeleter {
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};

Reply::Kind kind_of(const redisReply& raw) {
  switch (raw.type) {
    case REDIS_REPLY_STATUS:
      return Reply::Kind::status;
    case REDIS_REPLY_ERROR:
      return Reply::Kind::error;
    case REDIS_REPLY_INTEGER:
      return Reply::Kind::integer;
    case REDIS_REPLY_STRING:
      return Reply::Kind::string;
    case REDIS_REPLY_ARRAY:
      return Reply::Kind::array;
    default:
      return Reply::Kind::nil;
  }
}

// The depth is bounded by the parser.
Reply convert(const redisReply& raw) {  // NOLINT(misc-no-recursion)
  Reply reply;
  reply.kind = kind_of(raw);
  switch (reply.kind) {
    case Reply::Kind::integer:
      reply.integer = raw.integer;
      break;
    case Reply::Kind::status:
    case Reply::Kind::error:
    case Reply::Kind::string:
      reply.text.assign(raw.str, raw.len);
      break;
    case Reply::Kind::array:
      reply.elements.reserve(raw.elements);
      for (const auto* const element : std::span{raw.element, raw.elements}) {
        reply.elements.push_back(convert(*element));
      }
      break;
    case Reply::Kind::nil:
      break;
  }
  return reply;
}

}  // namespace

bool Reply::is_error(std::string_view code) const {
  return kind == Kind::error && text.starts_with(code) && (text.size() == code.size() || text[code.size()] == ' ');
}

void append_command(std::string& out, std::span<const std::string_view> arguments) {
  fmt::format_to(std::back_inserter(out), "*{}\r\n", arguments.size());
  for (const auto argument : arguments) {
    fmt::format_to(std::back_inserter(out), "${}\r\n", argument.size());
    out.append(argument);
    out.append("\r\n");
  }
}

void ReplyReader::ReaderDeleter::operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }

ReplyReader::ReplyReader() : reader_(redisReaderCreate()) {
  if (!reader_) {
    throw std::bad_alloc{};
  }
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) { redisReaderFeed(reader_.get(), bytes.data(), bytes.size()); }

std::expected<std::optional<Reply>, std::string> ReplyReader::next() {
  void* raw = nullptr;
  if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) {
    return std::unexpected(std::string{reader_->errstr});
  }
  if (raw == nullptr) {
    return std::optional<Reply>{};
  }
  const std::unique_ptr<redisReply, ReplyDeleter> owned{static_cast<redisReply*>(raw)};
  return std::optional{convert(*owned)};
}

}  // namespace conduit::valkey
