"""Keep-alive, pipelining and closing"""

import contextlib
import socket
import time

import pytest

from support.settings import patience
from support.wire import Wire, chunked, request


@pytest.mark.spec("http: keep-alive")
def test_connection_is_kept(wire):
    for _ in range(5):
        assert wire.get("/api/tags").status == 200
    wire.assert_open()


@pytest.mark.spec("http: keep-alive")
def test_connection_closes_when_asked(wire):
    reply = wire.get("/api/tags", "Connection: close")
    assert reply.status == 200
    assert reply.closes
    wire.assert_closed()


@pytest.mark.spec("http: keep-alive")
def test_http_1_0_closes_unless_it_asks_otherwise(server):
    with Wire(server) as wire:
        wire.send("GET /api/tags HTTP/1.0\r\n\r\n")
        assert b" 200 " in wire.rest(5).split(b"\r\n")[0]
    with Wire(server) as wire:
        wire.send("GET /api/tags HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert b" 200 " in wire.until(b"\r\n")


@pytest.mark.spec("http: keep-alive")
def test_errors_keep_the_connection(wire):
    """A refusal that leaves no doubt about where the next request begins is no reason to close."""
    assert wire.get("/api/articles/none").status == 404
    assert wire.get("/api/user").status == 401
    assert wire.send(request("POST", "/api/users", body=b"{")).read().status == 400
    assert wire.get("/api/tags").status == 200


@pytest.mark.spec("http: pipelining")
def test_pipelined_requests_are_answered_in_order(wire):
    targets = ["/api/tags", "/api/none", "/api/user", "/livez", "/api/articles"] * 10
    wire.send(b"".join(request("GET", target) for target in targets))
    statuses = [wire.read().status for _ in targets]
    assert statuses == [200, 404, 401, 200, 200] * 10
    wire.assert_open()


@pytest.mark.spec("http: pipelining")
def test_pipelined_bodies_are_kept_apart(wire):
    bad, unknown = b"{", b'{"user":{"email":"nobody@example.com","password":"x"}}'
    wire.send(
        request("POST", "/api/users/login", body=bad)
        + request("POST", "/api/users/login", body=unknown)
        + request("POST", "/api/users/login", "Transfer-Encoding: chunked")
        + chunked(unknown[:5], unknown[5:])
        + request("GET", "/api/tags")
    )
    assert [wire.read().status for _ in range(4)] == [400, 401, 401, 200]


@pytest.mark.spec("http: pipelining")
def test_nothing_is_run_behind_a_close(wire):
    wire.send(request("GET", "/api/tags", "Connection: close") + request("GET", "/api/tags"))
    assert wire.read().status == 200
    wire.assert_closed()


@pytest.mark.spec("http: pipelining")
def test_request_may_arrive_in_single_bytes(wire):
    body = b'{"markdown":"*x*"}'
    for byte in request("POST", "/api/markdown", body=body):
        wire.send(bytes([byte]))
    assert wire.read().json() == {"html": "<p><em>x</em></p>\n"}


@pytest.mark.spec("http: keep-alive")
def test_half_closed_client_still_gets_its_answer(wire):
    wire.send(request("GET", "/api/tags"))
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.read().status == 200
    wire.assert_closed()


@pytest.mark.spec("http: keep-alive")
@pytest.mark.case("E01")
def test_idle_connection_closes_after_its_time(start_server):
    server = start_server({"CONDUIT_KEEP_ALIVE": "1s"})
    with Wire(server) as wire:
        begin = time.monotonic()
        assert wire.get("/api/tags").status == 200
        wire.assert_closed(4)
        assert time.monotonic() - begin > 0.9


@pytest.mark.case("E01")
def test_header_deadline_is_separate_from_keep_alive(start_server):
    """A connection may idle longer than a header may take: the first byte starts the shorter clock."""
    server = start_server({"CONDUIT_HEADER_TIMEOUT": "500ms", "CONDUIT_KEEP_ALIVE": "30s"})
    with Wire(server) as wire:
        assert wire.get("/api/tags").status == 200
        time.sleep(patience(1.5))
        assert wire.get("/api/tags").status == 200


@pytest.mark.spec("http: limits")
@pytest.mark.parametrize(
    "head, statuses",
    [
        pytest.param("GET /" + "a" * 100_000 + " HTTP/1.1\r\nHost: x\r\n\r\n", (400, 414, 431), id="target"),
        pytest.param(
            "GET /api/tags HTTP/1.1\r\nHost: x\r\nX-Long: " + "a" * 100_000 + "\r\n\r\n",
            (400, 431),
            id="one-header",
        ),
        pytest.param(
            "GET /api/tags HTTP/1.1\r\nHost: x\r\n" + "X-Many: a\r\n" * 20_000 + "\r\n",
            (400, 431),
            id="many-headers",
        ),
        pytest.param("G" * 100_000, (400, 405, 414, 431, 501), id="method"),
    ],
)
def test_oversized_head_is_refused(server, head, statuses):
    with Wire(server) as wire:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.send(head)
        reply = wire.read()
        assert reply.status in statuses
        assert reply.closes
        wire.assert_closed()
