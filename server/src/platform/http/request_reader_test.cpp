#include "platform/http/request_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace conduit::http {
namespace {

using State = RequestReader::State;

/// Gives the bytes in pieces of `step`, as a socket might.
State feed(RequestReader& reader, std::string_view bytes, std::size_t step = 1'000'000) {
  auto state = reader.state();
  while (!bytes.empty() && state != State::refused) {
    const auto room = reader.prepare();
    const auto count = std::min({room.size(), step, bytes.size()});
    std::ranges::copy(bytes.substr(0, count), room.begin());
    bytes.remove_prefix(count);
    state = reader.commit(count);
  }
  return state;
}

class RequestReaderTest : public testing::Test {
 protected:
  ServerOptions options;
  RequestReader reader{options};
};

TEST_F(RequestReaderTest, ReadsARequestByteByByte) {
  EXPECT_EQ(
      feed(reader, "POST /api/x?y=1 HTTP/1.1\r\nHost: h\r\nX-Request-Id: id\r\nContent-Length: 5\r\n\r\nhello", 1),
      State::complete);
  Request request;
  reader.fill(request);
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.raw_path, "/api/x");
  EXPECT_EQ(request.headers.request_id, "id");
  EXPECT_EQ(request.body, "hello");
  EXPECT_TRUE(reader.keep_alive());
}

TEST_F(RequestReaderTest, GoesOnWithThePipelinedRequest) {
  feed(reader, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  Request request;
  reader.fill(request);
  EXPECT_EQ(request.target, "/1");
  EXPECT_EQ(reader.next(), State::complete);
  reader.fill(request);
  EXPECT_EQ(request.target, "/2");
  EXPECT_EQ(reader.next(), State::idle);
}

TEST_F(RequestReaderTest, ReadsChunks) {
  feed(reader, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
       3);
  ASSERT_EQ(reader.state(), State::complete);
  Request request;
  reader.fill(request);
  EXPECT_EQ(request.body, "abcde");
}

TEST_F(RequestReaderTest, TakesTheAbsoluteFormOfATarget) {
  feed(reader, "GET http://example.com/path?q HTTP/1.1\r\nHost: h\r\n\r\n");
  Request request;
  reader.fill(request);
  EXPECT_EQ(request.target, "/path?q");
}

TEST_F(RequestReaderTest, JoinsForwardedForInOrder) {
  feed(reader, "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2, 3.3.3.3\r\n\r\n");
  Request request;
  reader.fill(request);
  EXPECT_EQ(request.headers.forwarded_for, "1.1.1.1,2.2.2.2, 3.3.3.3");
}

TEST_F(RequestReaderTest, KnowsWhoWaitsForContinue) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(feed(reader, head), State::in_body);
  EXPECT_TRUE(reader.expects_continue());
  EXPECT_EQ(feed(reader, "ab"), State::complete);
}

TEST_F(RequestReaderTest, TakesABodyOfExactlyTheLimit) {
  const auto head = [](std::size_t size) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
  };
  EXPECT_EQ(feed(reader, head(options.max_body_bytes) + std::string(options.max_body_bytes, 'x')), State::complete);
  RequestReader other{options};
  EXPECT_EQ(feed(other, head(options.max_body_bytes + 1)), State::refused);
  EXPECT_EQ(other.refusal().status, 413U);
}

TEST_F(RequestReaderTest, LimitsChunkedBodiesAlike) {
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  feed(reader, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  State state = State::in_body;
  for (int i = 0; i < 16; ++i) {
    state = feed(reader, chunk);
  }
  EXPECT_EQ(state, State::in_body);
  EXPECT_EQ(feed(reader, "1\r\nx\r\n0\r\n\r\n"), State::refused);
  EXPECT_EQ(reader.refusal().status, 413U);
}

struct Refused {
  std::string_view name;
  std::string bytes;
  unsigned status;
};

class RefusedRequest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedRequest, HasItsStatus) {
  const ServerOptions options;
  RequestReader reader{options};
  ASSERT_EQ(feed(reader, GetParam().bytes), State::refused);
  EXPECT_EQ(reader.refusal().status, GetParam().status);
}

std::string post(std::string_view fields, std::string_view body = "") {
  return std::string{"POST / HTTP/1.1\r\nHost: h\r\n"}.append(fields).append("\r\n").append(body);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc9112, RefusedRequest,
    testing::Values(
        Refused{"LengthAndChunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Refused{"ChunkedAndLength", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), 400},
        Refused{"TwoLengths", post("Content-Length: 3\r\nContent-Length: 1\r\n", "abc"), 400},
        Refused{"TwoEqualLengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
        Refused{"SignedLength", post("Content-Length: +5\r\n", "abcde"), 400},
        Refused{"NegativeLength", post("Content-Length: -1\r\n"), 400},
        Refused{"UnknownCoding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        Refused{"TwoCodings", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        Refused{"SpaceBeforeColon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
        Refused{"HexPrefixInChunk", post("Transfer-Encoding: chunked\r\n", "0x5\r\nabcde\r\n0\r\n\r\n"), 400},
        Refused{"OverlongChunkSize", post("Transfer-Encoding: chunked\r\n", "00000000000000005\r\nabcde\r\n"), 400},
        Refused{"HugeChunkSize", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"), 400},
        Refused{"EndlessChunkExtension", post("Transfer-Encoding: chunked\r\n", "5;x=" + std::string(1'048'576, 'y')),
                400},
        Refused{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        Refused{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Refused{"TwoAuthorizations", post("Authorization: Token a\r\nAuthorization: Token b\r\n"), 400},
        Refused{"ChunkedInHttp10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Refused{"NulInAValue", post(std::string_view{"X-A: a\0b\r\n", 10}), 400},
        Refused{"NoRequestLine", "\x16\x03\x01\x02\x01hello\r\n\r\n", 400},
        Refused{"HeadOverTheLimit", post("X-A: " + std::string(20'000, 'a') + "\r\n"), 431}),
    [](const testing::TestParamInfo<Refused>& info) { return std::string{info.param.name}; });

}  // namespace
}  // namespace conduit::http
