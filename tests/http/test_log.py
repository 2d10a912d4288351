"""One JSON line per request, nothing secret in it, and never in the way of an answer"""

import subprocess
import time

import pytest

from support.api import Api, User, http_client, ok, unique
from support.server import Server
from support.settings import patience
from support.wire import Wire, request

ALWAYS = {
    "ts",
    "level",
    "msg",
    "service",
    "env",
    "version",
    "request_id",
    "method",
    "route",
    "status",
    "duration_us",
    "bytes",
    "client_ip",
}
SOMETIMES = {"path", "user_id", "error", "trace_id", "span_id"}


def logged(server, api, method: str, path: str, **options) -> dict:
    request_id = unique("id")
    api.request(method, path, headers={"X-Request-Id": request_id}, **options)
    return server.wait_for_request(request_id=request_id)


@pytest.mark.spec("log: request line")
def test_request_line_has_its_keys(server, reader):
    record = logged(server, reader.api, "GET", f"/api/profiles/{reader.username}?x=1")
    assert ALWAYS <= set(record) <= ALWAYS | SOMETIMES
    assert (record["level"], record["msg"], record["method"], record["status"]) == (
        "info",
        "request",
        "GET",
        200,
    )
    assert record["route"] == "/api/profiles/{username}"
    assert record["client_ip"] == "127.0.0.1"
    assert record["user_id"]
    assert isinstance(record["duration_us"], int) and 0 < record["duration_us"] < patience(5_000_000)
    assert isinstance(record["bytes"], int) and record["bytes"] > 0


@pytest.mark.spec("log: request line")
def test_every_request_has_exactly_one_line(server, anonymous, reader):
    ids = {}
    for path in ("/api/tags", "/api/none", "/api/user", "/api/articles/none", "/livez"):
        ids[path] = unique("id")
        anonymous.get(path, headers={"X-Request-Id": ids[path]})
    for path, request_id in ids.items():
        server.wait_for_request(request_id=request_id)
        assert len(server.request_records(request_id=request_id)) == 1, path


@pytest.mark.spec("log: request line")
def test_anonymous_request_has_no_user(server, anonymous):
    assert not logged(server, anonymous, "GET", "/api/tags").get("user_id")


@pytest.mark.spec("log: request line")
def test_client_errors_are_not_errors_of_the_server(server, anonymous):
    record = logged(server, anonymous, "GET", "/api/articles/none")
    assert record["status"] == 404
    assert record["level"] in ("info", "warn")
    assert "error" not in record


@pytest.mark.spec("log: nothing secret")
def test_nothing_secret_is_logged(server, anonymous):
    password, new_password, address = (
        "tell no one 1",
        "tell no one 2",
        f"{unique('secret-address')}@example.com",
    )
    user = User.register(anonymous, email=address, password=password)
    anonymous.login(address, password)
    anonymous.login(address, "tell no one 3")
    ok(user.change(password=new_password))
    anonymous.get(f"/api/articles?token={user.token}")
    anonymous.with_token(f"{user.token}x").get("/api/user")
    logged(server, anonymous, "GET", "/api/tags")
    output = server.output()
    assert "tell no one" not in output
    assert user.token not in output
    assert address not in output


@pytest.mark.case("A22")
def test_hostile_input_cannot_forge_a_line(server, anonymous):
    forged = 'x%0A{"msg":"request","request_id":"forged"}'
    logged(server, anonymous, "GET", f"/api/profiles/{forged}")
    logged(server, anonymous, "GET", "/api/articles?tag=%0d%0a%1b%5b31m")
    assert server.request_records(request_id="forged") == []
    assert "\x1b" not in server.output()


@pytest.mark.case("E09")
def test_blocked_reader_of_the_log_blocks_no_request(start_server, tmp_path):
    """The log goes to a pipe that nobody reads, and far more is logged than a pipe holds."""
    server = Server(tmp_path)
    server.start(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        with Wire(server) as wire:
            begin = time.monotonic()
            for _ in range(40):
                wire.send(request("GET", "/api/none", "X-Request-Id: " + "a" * 60) * 50)
                for _ in range(50):
                    assert wire.read().status == 404
            assert time.monotonic() - begin < patience(10)
        server.process.terminate()
        # The pipe stays full: leaving must not depend on its reader either.
        assert server.process.wait(patience(10)) == 0
    finally:
        server.kill()
        server.process.stdout.close()
        server.process.stderr.close()


@pytest.mark.case("E09")
def test_lines_stay_below_what_log_drivers_cut(server, anonymous):
    """16 KB is where container runtimes split a line, and then it is no JSON any more."""
    logged(server, anonymous, "GET", "/api/articles/" + "%C3%A9" * 1000)
    assert max(len(line) for line in server.output().splitlines()) < 16_384


@pytest.mark.spec("log: only JSON")
def test_start_and_stop_are_logged_as_json(start_server):
    server = start_server()
    with http_client(server.url) as http:
        Api(http).get("/livez")
    server.stop()
    lines = [line for line in server.output().splitlines() if line.strip()]
    assert len(list(server.log_records())) == len(lines)
