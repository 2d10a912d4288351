"""Requests that never end: closed on time, and nobody else waits for them"""

import contextlib
import resource
import socket
import time

import pytest

from support.api import Api, User, http_client
from support.server import wait_until
from support.settings import BODY_LIMIT, patience
from support.wire import Wire, request

CROWD = 500


@pytest.fixture
def impatient(start_server):
    return start_server({"CONDUIT_HEADER_TIMEOUT": "1s", "CONDUIT_BODY_TIMEOUT": "1s"})


@pytest.fixture(autouse=True)
def enough_descriptors():
    """The crowd needs a socket each."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def dribble(wire: Wire, data: bytes, pause: float, seconds: float) -> float:
    """Sends byte by byte until the server closes; returns how long that took."""
    begin = time.monotonic()
    wire.socket.settimeout(pause)
    for byte in data:
        try:
            wire.socket.send(bytes([byte]))
            while wire.socket.recv(4096):
                pass
            break
        except TimeoutError:
            assert time.monotonic() - begin < seconds, "the server waits on"
        except (BrokenPipeError, ConnectionResetError):
            break
    else:
        raise AssertionError("the server took it all")
    return time.monotonic() - begin


@pytest.mark.case("C06")
def test_header_deadline_is_not_reset_by_each_byte(impatient):
    with Wire(impatient) as wire:
        head = request("GET", "/api/tags", "X-Slow: " + "a" * 1000)
        assert dribble(wire, head, 0.1, patience(4)) > 0.8


@pytest.mark.case("C06")
def test_body_deadline_is_not_reset_by_each_byte(impatient):
    with Wire(impatient) as wire:
        wire.send(request("POST", "/api/users/login", "Content-Length: 1000"))
        assert dribble(wire, b" " * 1000, 0.1, patience(4)) > 0.8


@pytest.mark.case("C06")
def test_silent_connection_does_not_stay_for_ever(start_server):
    server = start_server({"CONDUIT_HEADER_TIMEOUT": "1s", "CONDUIT_KEEP_ALIVE": "1s"})
    with Wire(server) as wire:
        wire.assert_closed(4)


@pytest.mark.case("C06")
def test_second_request_has_a_deadline_of_its_own(impatient):
    with Wire(impatient) as wire:
        assert wire.get("/api/tags").status == 200
        assert dribble(
            wire, request("GET", "/api/tags", "X-Slow: " + "a" * 1000), 0.1, patience(4)
        ) < patience(4)


@pytest.mark.case("C06")
def test_crowd_of_slow_clients_hinders_nobody(impatient):
    crowd = [socket.create_connection((impatient.host, impatient.port)) for _ in range(CROWD)]
    begin = time.monotonic()
    slowest = 0.0
    try:
        for byte in b"GET / HT":
            for client in crowd:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    client.send(bytes([byte]))
            asked = time.monotonic()
            with Wire(impatient) as wire:
                assert wire.get("/api/tags").status == 200
            slowest = max(slowest, time.monotonic() - asked)
            time.sleep(0.2)
        assert slowest < patience(0.2)

        for client in crowd:
            client.settimeout(max(0.1, begin + patience(5) - time.monotonic()))
            try:
                while client.recv(4096):
                    pass
            except ConnectionResetError:
                pass
    finally:
        for client in crowd:
            client.close()


@pytest.mark.case("C06")
def test_endless_upload_to_a_route_that_has_answered(impatient):
    """The answer is 401; the upload behind it is neither stored nor read for ever."""
    with Wire(impatient) as wire:
        wire.send(request("POST", "/api/articles", "Transfer-Encoding: chunked"))
        sent, deadline = 0, time.monotonic() + patience(6)
        chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
        try:
            while time.monotonic() < deadline:
                sent += wire.socket.send(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass
        else:
            raise AssertionError(f"the server read {sent} bytes and goes on")
        assert sent < 64 * BODY_LIMIT


@pytest.mark.case("C06")
def test_reader_who_never_reads_is_let_go(start_server):
    """An answer that nobody takes must not hold its memory for ever."""
    server = start_server({"CONDUIT_WRITE_TIMEOUT": "1s"})
    with http_client(server.url) as http:
        author = User.register(Api(http))
        slug = author.write()["slug"]
        for _ in range(20):
            author.comment(slug, "x" * 60_000)
    with Wire(server, receive_buffer=4096) as wire:
        assert wire.get("/livez").status == 200
        connected = server.open_sockets()
        wire.send(request("GET", f"/api/articles/{slug}/comments") * 20)
        wait_until(lambda: server.open_sockets() < connected, 10, "the server to close the connection")
