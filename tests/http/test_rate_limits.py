"""Quotas: who guesses passwords, signs up or writes too often waits, and nobody else does"""

import re

import httpx
import pytest

from support.api import Api, User, http_client, ok, unique
from support.server import wait_until

LIMITS = {
    "CONDUIT_TRUSTED_PROXY_HOPS": "1",
    "CONDUIT_RATE_LIMIT_ADDRESS": "30/10m",
    "CONDUIT_RATE_LIMIT_LOGIN": "5/10m",
    "CONDUIT_RATE_LIMIT_WRITES": "8/1h",
}


@pytest.fixture
def limited(start_server):
    server = start_server(LIMITS)
    with http_client(server.url) as http:
        yield Api(http)


def post(api: Api, path: str, body: dict, address: str, *claimed: str) -> httpx.Response:
    """As it comes from a proxy that saw `address`, with what the client claimed before it."""
    forwarded = ", ".join([*claimed, address])
    return api.http.post(path, json=body, headers={"X-Forwarded-For": forwarded})


def log_in(api: Api, email: str, password: str, address: str, *claimed: str) -> httpx.Response:
    return post(api, "/api/users/login", {"user": {"email": email, "password": password}}, address, *claimed)


def sign_up(api: Api, address: str) -> httpx.Response:
    name = unique("limited")
    body = {"user": {"username": name, "email": f"{name}@example.com", "password": "correct horse"}}
    return post(api, "/api/users", body, address)


def assert_must_wait(response: httpx.Response, field: str, at_most: int) -> None:
    assert response.status_code == 429, response.text
    assert 1 <= int(response.headers["Retry-After"]) <= at_most
    assert list(response.json()["errors"]) == [field]


@pytest.mark.case("D08")
def test_wrong_passwords_for_one_account(limited):
    ann = User.register(limited)
    statuses = [log_in(limited, ann.email, "wrong horse", "192.0.2.1").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    # In any spelling of the address, and with the right password: a guess must not be told to be right.
    assert_must_wait(log_in(limited, ann.email.upper(), "wrong horse", "192.0.2.1"), "credentials", 120)
    assert_must_wait(log_in(limited, ann.email, ann.password, "192.0.2.1"), "credentials", 120)
    # The owner, elsewhere, is not locked out.
    assert log_in(limited, ann.email, ann.password, "192.0.2.2").status_code == 200


@pytest.mark.case("D08")
def test_an_account_nobody_has_is_guarded_alike(limited):
    statuses = [
        log_in(limited, "nobody@example.com", "wrong horse", "192.0.2.1").status_code for _ in range(6)
    ]
    assert statuses == [401] * 5 + [429]


@pytest.mark.case("D08")
def test_made_up_addresses_do_not_help(limited):
    ann = User.register(limited)
    statuses = [
        log_in(limited, ann.email, "wrong horse", "192.0.2.1", f"198.51.100.{number}").status_code
        for number in range(50)
    ]
    assert statuses[5:] == [429] * 45


@pytest.mark.case("D08")
def test_many_addresses_against_one_account(limited):
    ann = User.register(limited)
    statuses = [
        log_in(limited, ann.email, "wrong horse", f"198.51.100.{number}").status_code for number in range(60)
    ]
    assert statuses == [401] * 50 + [429] * 10


def test_right_passwords_do_not_count(limited):
    ann = User.register(limited)
    for _ in range(12):
        assert log_in(limited, ann.email, ann.password, "192.0.2.1").status_code == 200


def test_sign_ups_from_one_address(limited):
    first = sign_up(limited, "192.0.2.1")
    assert first.status_code == 201
    assert first.headers["RateLimit-Policy"] == '"address";q=30;w=600'
    assert re.fullmatch(r'"address";r=29;t=20', first.headers["RateLimit"])
    for _ in range(29):
        last = sign_up(limited, "192.0.2.1")
        assert last.status_code == 201
    refused = sign_up(limited, "192.0.2.1")
    assert_must_wait(refused, "requests", 20)
    assert refused.headers["RateLimit"].startswith('"address";r=0;t=')
    assert sign_up(limited, "192.0.2.2").status_code == 201


def test_one_customers_ipv6_network_is_one_client(limited):
    statuses = [sign_up(limited, f"2001:db8:1:2::{number}").status_code for number in range(31)]
    assert statuses[:30] == [201] * 30
    assert statuses[30] == 429
    assert sign_up(limited, "2001:db8:1:3::1").status_code == 201


def test_writes_of_one_user(limited):
    ann, bob = User.register(limited), User.register(limited)
    slug = ann.write()["slug"]
    for _ in range(7):
        ann.comment(slug)
    assert_must_wait(
        ann.api.post(f"/api/articles/{slug}/comments", {"comment": {"body": "one more"}}),
        "requests",
        3600 // 8,
    )
    # Reading goes on, and so do others.
    assert ok(ann.api.get("/api/user"))
    assert bob.comment(slug)


def test_limits_come_back_with_time(start_server):
    server = start_server(LIMITS | {"CONDUIT_RATE_LIMIT_WRITES": "2/1s"})
    with http_client(server.url) as http:
        ann = User.register(Api(http))
        article = {"article": {"title": "Often", "description": "d", "body": "b"}}

        def refused() -> bool:
            return ann.api.post("/api/articles", article).status_code == 429

        wait_until(refused, 5, "a write to be refused")
        wait_until(lambda: not refused(), 5, "writes to be allowed again")
