"""Clients that leave in the middle of an answer"""

import pytest

from support.server import wait_until
from support.wire import Wire, request


@pytest.mark.case("C07")
@pytest.mark.parametrize("leave", [Wire.abort, lambda wire: wire.socket.close()], ids=["reset", "close"])
def test_client_that_leaves_mid_reply_costs_nothing(server, large_path, leave):
    pid, descriptors = server.pid, server.open_descriptors()
    for _ in range(250):
        wire = Wire(server, receive_buffer=4096)
        wire.send(request("GET", large_path))
        leave(wire)

    with Wire(server) as wire:
        assert len(wire.get(large_path).body) > 1_000_000
    assert server.is_running() and server.pid == pid
    wait_until(lambda: server.open_descriptors() <= descriptors + 5, 5, "the connections to be closed")
    assert not [record for record in server.log_records() if record.get("level") in ("error", "fatal")]


@pytest.mark.case("C07")
def test_client_that_leaves_after_reading_a_part(server, large_path):
    for _ in range(50):
        wire = Wire(server, receive_buffer=4096)
        wire.send(request("GET", large_path) * 3)
        wire.socket.recv(1000)
        wire.abort()
    with Wire(server) as wire:
        assert wire.get("/api/tags").status == 200


@pytest.mark.case("C07")
def test_client_that_leaves_while_its_password_is_hashed(server, reader):
    body = b'{"user":{"email":"%s","password":"correct horse"}}' % reader.email.encode()
    for number in range(40):
        wire = Wire(server)
        wire.send(request("POST", "/api/users/login", body=body))
        if number % 2:
            wire.abort()
        else:
            wire.socket.close()
    assert server.is_running()
    assert reader.me()["username"] == reader.username


@pytest.mark.case("C07")
def test_client_that_leaves_before_its_body_is_complete(server):
    for _ in range(50):
        wire = Wire(server)
        wire.send(request("POST", "/api/users/login", "Content-Length: 1000") + b"{")
        wire.abort()
    with Wire(server) as wire:
        assert wire.get("/api/tags").status == 200
