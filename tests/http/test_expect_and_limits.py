"""Expect: 100-continue, and bodies about as large as they may be"""

import contextlib
import time

import pytest

from support.settings import BODY_LIMIT, patience
from support.wire import Wire, chunked, request

TOO_LARGE = {"body": ["is too large"]}


def markdown_of(size: int) -> bytes:
    """A JSON body of exactly `size` bytes, most of them white space: its text is within its own limit."""
    start = b'{"markdown":"x"'
    return start + b" " * (size - len(start) - 1) + b"}"


def post(size: int, *headers: str) -> bytes:
    return request("POST", "/api/markdown", f"Content-Length: {size}", *headers)


@pytest.mark.case("C02")
@pytest.mark.spec("http: expect")
def test_expectation_is_answered_at_once(server):
    body = markdown_of(20_000)
    with Wire(server) as wire:
        begin = time.monotonic()
        wire.send(post(len(body), "Expect: 100-continue"))
        assert wire.read().status == 100
        wire.send(body)
        assert wire.read().status == 200
        assert time.monotonic() - begin < patience(0.1)
        assert wire.get("/api/tags").status == 200


@pytest.mark.case("C02")
def test_expectation_with_the_body_already_there(server):
    body = markdown_of(200)
    with Wire(server) as wire:
        wire.send(post(len(body), "Expect: 100-continue") + body)
        reply = wire.read()
        assert (reply if reply.status == 200 else wire.read()).status == 200


@pytest.mark.case("C02")
@pytest.mark.parametrize("round", range(20))
def test_oversized_expectation_gets_no_100(server, round):
    with Wire(server) as wire:
        wire.send(post(BODY_LIMIT + 1, "Expect: 100-continue"))
        reply = wire.read()
        assert reply.status == 413
        assert reply.errors == TOO_LARGE


@pytest.mark.case("C02")
def test_unknown_expectation(server):
    with Wire(server) as wire:
        wire.send(request("POST", "/api/markdown", "Expect: miracles", body=markdown_of(30)))
        assert wire.read().status in (200, 417)


@pytest.mark.case("C02")
@pytest.mark.spec("http: limits")
@pytest.mark.parametrize("round", range(20))
def test_oversized_body_is_answered_not_reset(server, round):
    """The client is still sending when the answer is ready; it must be able to read it all the same."""
    with Wire(server) as wire:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.send(post(4 * BODY_LIMIT) + b"x" * (4 * BODY_LIMIT))
        reply = wire.read()
        assert reply.status == 413
        assert reply.errors == TOO_LARGE
        assert reply.closes


@pytest.mark.case("C02")
@pytest.mark.spec("http: limits")
@pytest.mark.parametrize("size, status", [(BODY_LIMIT - 1, 200), (BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
def test_limit_is_exact(server, size, status):
    with Wire(server) as wire:
        wire.send(post(size) + markdown_of(size))
        assert wire.read().status == status


@pytest.mark.case("C02")
@pytest.mark.parametrize("size, status", [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
@pytest.mark.parametrize("chunk", [BODY_LIMIT + 1, 65_536, 1000])
def test_limit_is_exact_for_chunks(server, size, status, chunk):
    """What counts is the body, not the chunk sizes and line ends around it."""
    body = markdown_of(size)
    parts = [body[at : at + chunk] for at in range(0, size, chunk)]
    with Wire(server) as wire:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.send(request("POST", "/api/markdown", "Transfer-Encoding: chunked") + chunked(*parts))
        assert wire.read().status == status


@pytest.mark.case("C02")
@pytest.mark.parametrize("target", ["/api/articles", "/api/none", "/api/tags"])
def test_early_answer_is_readable_while_a_large_body_is_sent(server, target):
    with Wire(server) as wire:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.send(request("POST", target, f"Content-Length: {4 * BODY_LIMIT}") + b"x" * (4 * BODY_LIMIT))
        assert wire.read().status in (401, 404, 405, 413)
