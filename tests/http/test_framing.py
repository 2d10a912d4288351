"""Malformed requests: refused, closed, and nothing behind them is run"""

import contextlib

import pytest

from support.wire import Wire, request

# What a smuggler hides behind an ambiguous request. It would answer 200 with the tags.
HIDDEN = b"GET /api/tags HTTP/1.1\r\nHost: hidden\r\n\r\n"


def post(*headers: str, body: bytes = b"") -> bytes:
    head = "\r\n".join(["POST /api/users/login HTTP/1.1", "Host: conduit.test", *headers])
    return head.encode("latin-1") + b"\r\n\r\n" + body


AMBIGUOUS = {
    "length and chunked": post("Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "chunked and length": post("Transfer-Encoding: chunked", "Content-Length: 5", body=b"0\r\n\r\n"),
    "two lengths": post("Content-Length: 3", "Content-Length: 1", body=b"{} "),
    "two lengths in one": post("Content-Length: 3, 1", body=b"{} "),
    "length with plus": post("Content-Length: +5", body=b"{}   "),
    "length negative": post("Content-Length: -1"),
    "length not a number": post("Content-Length: five", body=b"{}   "),
    "length hexadecimal": post("Content-Length: 0x2", body=b"{}"),
    "length with text behind": post("Content-Length: 2 bytes", body=b"{}"),
    "length empty": post("Content-Length:", body=b""),
    "length too large to count": post("Content-Length: 99999999999999999999999", body=b"{}"),
    "unknown coding": post("Transfer-Encoding: xchunked", body=b"2\r\n{}\r\n0\r\n\r\n"),
    "coding before chunked": post("Transfer-Encoding: gzip, chunked", body=b"2\r\n{}\r\n0\r\n\r\n"),
    "chunked is not last": post("Transfer-Encoding: chunked, identity", body=b"2\r\n{}\r\n0\r\n\r\n"),
    "chunked twice": post(
        "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\n\r\n"
    ),
    "coding in quotes": post('Transfer-Encoding: "chunked"', body=b"2\r\n{}\r\n0\r\n\r\n"),
    "space before the colon": post("Transfer-Encoding : chunked", body=b"2\r\n{}\r\n0\r\n\r\n"),
    "length with space before the colon": post("Content-Length : 2", body=b"{}"),
    "tab before the colon": post("Content-Length\t: 2", body=b"{}"),
    "folded header": post("X-Folded: a\r\n b", "Content-Length: 2", body=b"{}"),
    "header without colon": post("Nonsense", "Content-Length: 2", body=b"{}"),
    "header without name": post(": nonsense", "Content-Length: 2", body=b"{}"),
    "space in a header name": post("X Y: z", "Content-Length: 2", body=b"{}"),
    "nul in a header": post("X-Nul: a\0b", "Content-Length: 2", body=b"{}"),
    "carriage return in a header": post("X-Cr: a\rb", "Content-Length: 2", body=b"{}"),
    "chunk size with 0x": post("Transfer-Encoding: chunked", body=b"0x5\r\n{}   \r\n0\r\n\r\n"),
    "chunk size of 17 digits": post(
        "Transfer-Encoding: chunked", body=b"00000000000000005\r\n{}   \r\n0\r\n\r\n"
    ),
    "chunk size too large to count": post(
        "Transfer-Encoding: chunked", body=b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n"
    ),
    "chunk size negative": post("Transfer-Encoding: chunked", body=b"-1\r\n{}\r\n0\r\n\r\n"),
    "chunk size with plus": post("Transfer-Encoding: chunked", body=b"+2\r\n{}\r\n0\r\n\r\n"),
    "chunk size empty": post("Transfer-Encoding: chunked", body=b"\r\n{}\r\n0\r\n\r\n"),
    "chunk size with space before": post("Transfer-Encoding: chunked", body=b" 2\r\n{}\r\n0\r\n\r\n"),
    "chunk longer than its size": post("Transfer-Encoding: chunked", body=b"1\r\n{}\r\n0\r\n\r\n"),
    "chunk extension of a megabyte": post(
        "Transfer-Encoding: chunked", body=b"2;" + b"x" * 1_000_000 + b"\r\n{}\r\n0\r\n\r\n"
    ),
    "line feeds alone": b"POST /api/users/login HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}",
    "two hosts": post("Host: other.test", "Content-Length: 2", body=b"{}"),
    "no host": b"GET /api/tags HTTP/1.1\r\n\r\n",
    "no version": b"GET /api/tags\r\n\r\n",
    "another protocol": b"GET /api/tags HTTX/1.1\r\nHost: x\r\n\r\n",
    "version 2 in a request line": b"GET /api/tags HTTP/2.0\r\nHost: x\r\n\r\n",
    "two spaces in the request line": b"GET  /api/tags HTTP/1.1\r\nHost: x\r\n\r\n",
    "space in the target": b"GET /api/ta gs HTTP/1.1\r\nHost: x\r\n\r\n",
    "method not a token": b"G(T /api/tags HTTP/1.1\r\nHost: x\r\n\r\n",
    "TLS on a plain port": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100 + b"\r\n\r\n",
}


@pytest.mark.case("C03")
@pytest.mark.parametrize("name", AMBIGUOUS)
def test_ambiguous_request_is_refused_and_closed(server, name):
    with Wire(server) as wire:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.send(AMBIGUOUS[name] + HIDDEN)
        reply = wire.read()
        assert reply.status in (400, 413, 431, 501, 505)
        assert reply.closes
        wire.assert_closed()
    with Wire(server) as wire:
        assert wire.get("/api/tags").status == 200


@pytest.mark.case("C03")
def test_refusals_have_the_shape_of_every_error(server):
    with Wire(server) as wire:
        reply = wire.send(AMBIGUOUS["length and chunked"]).read()
        assert reply.status == 400
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        assert reply.errors


@pytest.mark.case("C03")
@pytest.mark.parametrize(
    "head",
    [
        pytest.param("Content-Length: 4, 4", id="same-length-listed-twice"),
        pytest.param("Content-Length: 4\r\nContent-Length: 4", id="same-length-sent-twice"),
    ],
)
def test_equal_lengths_are_one_length_or_refused(server, head):
    """RFC 9112, 6.3 allows both; reading something else into it is allowed by nobody."""
    with Wire(server) as wire:
        wire.send(post(head, body=b"{}  ") + HIDDEN)
        reply = wire.read()
        assert reply.status in (400, 422)
        if reply.closes:
            wire.assert_closed()
        else:
            assert wire.read().status == 200


@pytest.mark.case("C03")
def test_well_formed_chunks_are_read(server):
    body = b'{"markdown":"*x*"}'
    for chunks in (
        b"12\r\n" + body + b"\r\n0\r\n\r\n",
        b"1\r\n{\r\n11\r\n" + body[1:] + b"\r\n0\r\n\r\n",
        b"12;name=value\r\n" + body + b"\r\n0\r\nX-Trailer: t\r\n\r\n",
        b"0012\r\n" + body + b"\r\n000\r\n\r\n",
    ):
        with Wire(server) as wire:
            wire.send(request("POST", "/api/markdown", "Transfer-Encoding: chunked") + chunks + HIDDEN)
            assert wire.read().json() == {"html": "<p><em>x</em></p>\n"}
            assert wire.read().status == 200


@pytest.mark.case("C03")
def test_body_of_a_get_is_not_the_next_request(wire):
    wire.send(request("GET", "/api/tags", body=HIDDEN) + request("GET", "/api/none"))
    first = wire.read()
    if first.status == 200 and not first.closes:
        assert wire.read().status == 404
    else:
        wire.assert_closed()
