"""The API as a test wants to say it: requests held against the contract, and users who act."""

import itertools
import os
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from support.contract import load_contract
from support.settings import patience

_numbers = itertools.count(1)
_run = f"{os.getpid():x}{os.urandom(3).hex()}"


def unique(word: str) -> str:
    """A name nobody else has, even on a server that other runs have used."""
    return f"{word}-{_run}-{next(_numbers)}"


def segment(text: str) -> str:
    """One path segment, percent-encoded so that nothing in it can end it."""
    return quote(text, safe="")


def errors_of(response: httpx.Response) -> dict[str, list[str]]:
    return response.json()["errors"]


def http_client(url: str, **options) -> httpx.Client:
    """A client that holds every answer against the contract."""
    defaults = {
        "base_url": url,
        "timeout": patience(20),
        "limits": httpx.Limits(max_connections=None),
        "event_hooks": {"response": [load_contract().hook]},
        # The machine's own proxy settings have nothing to do with a server on loopback.
        "trust_env": False,
    }
    return httpx.Client(**defaults | options)


class Api:
    """One caller: anonymous, or whoever the token belongs to."""

    def __init__(self, http: httpx.Client, token: str | None = None):
        self.http = http
        self.token = token

    def with_token(self, token: str | None) -> "Api":
        return Api(self.http, token)

    def request(self, method: str, path: str, *, headers: dict | None = None, **options) -> httpx.Response:
        headers = dict(headers or {})
        if self.token is not None:
            headers.setdefault("Authorization", f"Token {self.token}")
        return self.http.request(method, path, headers=headers, **options)

    def get(self, path: str, **options) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, json=None, **options) -> httpx.Response:
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json=None, **options) -> httpx.Response:
        return self.request("PUT", path, json=json, **options)

    def delete(self, path: str, **options) -> httpx.Response:
        return self.request("DELETE", path, **options)

    def register(self, username: str, email: str, password: str) -> httpx.Response:
        return self.post("/api/users", {"user": {"username": username, "email": email, "password": password}})

    def login(self, email: str, password: str) -> httpx.Response:
        return self.post("/api/users/login", {"user": {"email": email, "password": password}})

    def list_articles(self, **parameters) -> dict:
        return ok(self.get("/api/articles", params=parameters))

    def article(self, slug: str) -> dict:
        return ok(self.get(f"/api/articles/{segment(slug)}"))["article"]

    def profile(self, username: str) -> dict:
        return ok(self.get(f"/api/profiles/{segment(username)}"))["profile"]

    def comments(self, slug: str) -> list[dict]:
        return ok(self.get(f"/api/articles/{segment(slug)}/comments"))["comments"]


def ok(response: httpx.Response, status: int = 200) -> dict:
    assert response.status_code == status, (
        f"{response.request.method} {response.request.url}: {response.text[:500]}"
    )
    return response.json()


@dataclass
class User:
    """A registered user and what they can do while signed in."""

    username: str
    email: str
    password: str
    api: Api

    @classmethod
    def register(cls, anonymous: Api, username: str | None = None, **fields) -> "User":
        username = username or unique("user")
        email = fields.get("email", f"{unique('mail')}@example.com")
        password = fields.get("password", "correct horse")
        token = ok(anonymous.register(username, email, password), 201)["user"]["token"]
        return cls(username, email, password, anonymous.with_token(token))

    @property
    def token(self) -> str:
        return self.api.token

    def me(self) -> dict:
        return ok(self.api.get("/api/user"))["user"]

    def change(self, **fields) -> httpx.Response:
        return self.api.put("/api/user", {"user": fields})

    def write(self, **fields) -> dict:
        """Publishes an article; what the test does not care about is filled in."""
        fields = {"title": unique("Title"), "description": "About it", "body": "All of it"} | fields
        return ok(self.api.post("/api/articles", {"article": fields}), 201)["article"]

    def edit(self, slug: str, /, **fields) -> httpx.Response:
        return self.api.put(f"/api/articles/{slug}", {"article": fields})

    def comment(self, slug: str, body: str = "Well said.") -> dict:
        return ok(self.api.post(f"/api/articles/{slug}/comments", {"comment": {"body": body}}), 201)[
            "comment"
        ]

    def favorite(self, slug: str) -> dict:
        return ok(self.api.post(f"/api/articles/{slug}/favorite"))["article"]

    def unfavorite(self, slug: str) -> dict:
        return ok(self.api.delete(f"/api/articles/{slug}/favorite"))["article"]

    def follow(self, username: str) -> dict:
        return ok(self.api.post(f"/api/profiles/{segment(username)}/follow"))["profile"]

    def unfollow(self, username: str) -> dict:
        return ok(self.api.delete(f"/api/profiles/{segment(username)}/follow"))["profile"]

    def feed(self, **parameters) -> dict:
        return ok(self.api.get("/api/articles/feed", params=parameters))
