"""SIGTERM: what runs is finished, idle connections close, and the process leaves with 0"""

import signal
import threading
import time
from contextlib import ExitStack

import httpx
import pytest

from support.api import Api, User, http_client
from support.server import wait_until
from support.settings import patience
from support.wire import Wire, request

LOGIN = b'{"user":{"email":"nobody@example.com","password":"wrong horse"}}'


def terminate(server) -> None:
    server.process.send_signal(signal.SIGTERM)


@pytest.mark.case("C10")
def test_idle_connections_do_not_hold_the_stop(start_server):
    server = start_server()
    with ExitStack() as stack:
        idle = [stack.enter_context(Wire(server)) for _ in range(100)]
        for number, wire in enumerate(idle):
            if number % 2:
                assert wire.get("/api/tags").status == 200
        terminate(server)
        server.wait_for_exit(5)
        for wire in idle:
            wire.assert_closed()


@pytest.mark.case("C10")
def test_running_request_is_finished_and_says_goodbye(start_server):
    """Its body is still on the way when the signal comes."""
    server = start_server()
    with Wire(server) as wire:
        wire.send(request("POST", "/api/users/login", f"Content-Length: {len(LOGIN)}") + LOGIN[:10])
        time.sleep(0.1)
        terminate(server)
        time.sleep(0.5)
        assert server.is_running()
        reply = wire.send(LOGIN[10:]).read()
        assert reply.status == 401
        assert reply.closes
        wire.assert_closed()
    server.wait_for_exit(5)


@pytest.mark.case("C10")
def test_answer_on_its_way_is_not_cut(start_server):
    server = start_server()
    with http_client(server.url) as http:
        author = User.register(Api(http))
        slug = author.write()["slug"]
        for _ in range(20):
            author.comment(slug, "x" * 60_000)
    with Wire(server, receive_buffer=4096) as wire:
        wire.send(request("GET", f"/api/articles/{slug}/comments"))
        time.sleep(0.2)
        terminate(server)
        time.sleep(0.3)
        reply = wire.read()
        assert len(reply.json()["comments"]) == 20
    server.wait_for_exit(5)


@pytest.mark.case("C10")
def test_second_signal_is_harmless(start_server):
    server = start_server({"CONDUIT_DRAIN_DELAY": "500ms"})
    terminate(server)
    time.sleep(0.1)
    terminate(server)
    server.wait_for_exit(5)


@pytest.mark.case("C10")
def test_interrupt_stops_as_well(start_server):
    server = start_server()
    server.process.send_signal(signal.SIGINT)
    server.wait_for_exit(5)


@pytest.mark.case("C10")
def test_request_that_never_ends_is_not_waited_for_for_ever(start_server):
    server = start_server({"CONDUIT_DRAIN_TIMEOUT": "1s", "CONDUIT_BODY_TIMEOUT": "60s"})
    with Wire(server) as wire:
        wire.send(request("POST", "/api/users/login", "Content-Length: 100") + b"{")
        time.sleep(0.1)
        begin = time.monotonic()
        terminate(server)
        server.wait_for_exit(4)
        assert time.monotonic() - begin > 0.8


@pytest.mark.case("E02")
def test_server_goes_on_serving_while_it_says_not_ready(start_server):
    server = start_server({"CONDUIT_DRAIN_DELAY": "2s"})
    terminate(server)

    def readiness() -> int:
        return httpx.get(f"{server.url}/readyz", trust_env=False).status_code

    wait_until(lambda: readiness() == 503, 1, "/readyz to answer 503")
    assert httpx.get(f"{server.url}/api/tags", trust_env=False).status_code == 200
    assert httpx.get(f"{server.url}/livez", trust_env=False).status_code == 200
    server.wait_for_exit(6)


@pytest.mark.case("E02")
@pytest.mark.case("C10")
def test_no_request_fails_while_traffic_is_moved_away(start_server):
    """Load from eight clients that learn of the stop a second after the signal, as a load balancer does."""
    server = start_server({"CONDUIT_DRAIN_DELAY": "2s"})
    with http_client(server.url) as http:
        author = User.register(Api(http))
    moved_away = threading.Event()
    failures, served = [], []

    def client(number: int) -> None:
        with http_client(server.url) as http:
            me = Api(http, author.token)
            while not moved_away.is_set():
                try:
                    response = (
                        me.get("/api/articles")
                        if number % 2
                        else me.post(
                            "/api/articles", {"article": {"title": "t", "description": "d", "body": "b"}}
                        )
                    )
                    served.append(response.status_code)
                except Exception as error:
                    failures.append(error)

    clients = [threading.Thread(target=client, args=[number]) for number in range(8)]
    for thread in clients:
        thread.start()
    time.sleep(0.3)
    terminate(server)
    time.sleep(1)
    moved_away.set()
    for thread in clients:
        thread.join(patience(10))
    assert failures == []
    assert set(served) == {200, 201}
    server.wait_for_exit(6)


@pytest.mark.case("E02")
def test_port_is_free_for_the_next_server(start_server, tmp_path):
    """A restart finds its port and its data."""
    server = start_server()
    with http_client(server.url) as http:
        user = User.register(Api(http))
        server.stop()
        server.start()
        assert user.me()["username"] == user.username
