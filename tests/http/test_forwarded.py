"""Whose request is it? X-Forwarded-For is believed from as many proxies as there are, and from no one else"""

import pytest

from support.api import Api, http_client, unique
from support.server import Server

SOCKET = "127.0.0.1"


@pytest.fixture(scope="module", params=[0, 1, 2])
def proxied(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp(f"hops-{request.param}")
    server = Server(directory, {"CONDUIT_TRUSTED_PROXY_HOPS": str(request.param)}).start()
    with http_client(server.url) as http:
        yield request.param, server, Api(http)
    server.stop()


def client_address(proxied, headers) -> str:
    """The address the server takes the request to be from, by its log."""
    _, server, api = proxied
    request_id = unique("id")
    response = api.http.request("GET", "/api/tags", headers=[("X-Request-Id", request_id), *headers])
    assert response.status_code == 200
    return server.wait_for_request(request_id=request_id)["client_ip"]


def forwarded(*values: str) -> list[tuple[str, str]]:
    return [("X-Forwarded-For", value) for value in values]


@pytest.mark.case("D08")
def test_nth_from_the_right_counts(proxied):
    hops = proxied[0]
    expected = {0: SOCKET, 1: "192.0.2.3", 2: "192.0.2.2"}[hops]
    assert client_address(proxied, forwarded("192.0.2.1, 192.0.2.2, 192.0.2.3")) == expected
    assert client_address(proxied, forwarded("192.0.2.1,192.0.2.2,192.0.2.3")) == expected
    assert client_address(proxied, forwarded("192.0.2.1", "192.0.2.2 , 192.0.2.3")) == expected
    assert client_address(proxied, forwarded("nonsense, 192.0.2.2, 192.0.2.3")) == expected


@pytest.mark.case("D08")
def test_without_the_header_the_socket_counts(proxied):
    assert client_address(proxied, []) == SOCKET


@pytest.mark.case("D08")
def test_fewer_entries_than_proxies_fall_back_to_the_socket(proxied):
    hops = proxied[0]
    assert client_address(proxied, forwarded("192.0.2.1")) == (SOCKET if hops != 1 else "192.0.2.1")


@pytest.mark.case("D08")
@pytest.mark.parametrize(
    "value",
    [
        "",
        ",",
        ",,,",
        "unknown",
        "192.0.2.256",
        "192.0.2",
        "0x7f.1",
        "localhost",
        "<script>",
        "192.0.2.1; rm",
        "a" * 1000,
        "::g",
        "1",
    ],
)
def test_nonsense_falls_back_to_the_socket(proxied, value):
    assert client_address(proxied, forwarded(f"{value},{value}")) == SOCKET


@pytest.mark.case("D08")
def test_ipv6_is_an_address(proxied):
    expected = "2001:db8::1" if proxied[0] else SOCKET
    assert client_address(proxied, forwarded("2001:db8::1, 2001:db8::1")) == expected


@pytest.mark.case("D08")
def test_two_hundred_entries(proxied):
    entries = [f"192.0.2.{number}" for number in range(200)]
    expected = {0: SOCKET, 1: "192.0.2.199", 2: "192.0.2.198"}[proxied[0]]
    assert client_address(proxied, forwarded(", ".join(entries))) == expected
