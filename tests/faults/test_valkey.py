"""A Valkey that dies, freezes, fills up or dawdles under two servers: nobody but their speed may notice"""

import itertools
import math
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from stand_ins.stand_ins import JARS, Valkey
from support.api import Api, User, http_client, unique
from support.server import Server, wait_until
from support.settings import patience
from support.slow_proxy import SlowProxy

pytestmark = pytest.mark.skipif(not JARS.is_dir(), reason="no stand-in is installed: tools/setup.sh test")

# Seconds. Long enough that what a time-out costs stands out from the noise of a busy machine.
TIMEOUT = 0.2
# How long a change may stay unseen on the other server (ADR 0014): where the channel of changes is broken,
# and where the server that made the change gets through to Valkey, but slowly.
BROKEN_CHANNEL, SLOW_CHANNEL = 1, 2
# The time between two attempts to find Valkey again doubles up to this.
LONGEST_PAUSE = 5
CLIENTS, REQUESTS = 6, 40


@dataclass
class Site:
    """Two servers of one site, and an article that both of them serve from their caches."""

    servers: tuple[Server, Server]
    apis: tuple[Api, Api]
    author: User
    slug: str

    def at(self, number: int) -> User:
        """The author, on one of the servers."""
        api = self.apis[number].with_token(self.author.token)
        return User(self.author.username, self.author.email, self.author.password, api)

    def load(self) -> list[float]:
        """Readers and writers on both servers, of whom none may be refused: how many seconds each waited."""

        def client(number: int) -> list[float]:
            chores = itertools.islice(itertools.cycle(self.chores(number)), REQUESTS)
            return [timed(chore) for chore in chores]

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(itertools.chain.from_iterable(pool.map(client, range(CLIENTS))))

    def chores(self, number: int) -> list:
        here, there = self.apis[number % 2], self.apis[1 - number % 2]
        author = self.at(number % 2)
        comments = f"/api/articles/{self.slug}/comments"
        return [
            lambda: here.get(f"/api/articles/{self.slug}"),
            lambda: there.get(f"/api/articles/{self.slug}"),
            lambda: author.api.post(comments, {"comment": {"body": "Still here."}}),
            lambda: here.get(comments),
            lambda: there.get("/api/articles", params={"limit": 5}),
            # Nobody has asked for this one before: it is looked for in Valkey and made from the database.
            lambda: here.get("/api/articles", params={"tag": unique("none")}),
            lambda: author.api.get("/api/user"),
        ]

    def lag(self) -> float:
        """Seconds from an answered change until readers of the other server see it: the longer way."""
        return max(self.lag_of(0), self.lag_of(1))

    def lag_of(self, here: int) -> float:
        body = unique("body")
        readers = self.apis[1 - here]
        readers.article(self.slug)
        assert self.at(here).edit(self.slug, body=body).status_code == 200
        changed = time.monotonic()
        assert self.apis[here].article(self.slug)["body"] == body, "not even the server that changed it knows"
        wait_until(lambda: readers.article(self.slug)["body"] == body, 15, "the other server to hear of it")
        return time.monotonic() - changed


def timed(chore) -> float:
    began = time.monotonic()
    response: httpx.Response = chore()
    assert response.status_code in (200, 201), f"{response.request.url}: {response.text}"
    return time.monotonic() - began


def ask(valkey: Valkey, *words: str) -> bytes:
    """One command, as an operator would give it."""
    with socket.create_connection(("127.0.0.1", valkey.port), timeout=patience(5)) as connection:
        encoded = [word.encode() for word in words]
        connection.sendall(
            b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)
        )
        return connection.recv(65536)


def fill(valkey: Valkey) -> None:
    """Twice as much in it as there is room for, and no leave to throw anything away."""
    assert ask(valkey, "SET", "filler", "x" * 8_000_000) == b"+OK\r\n"
    assert ask(valkey, "CONFIG", "SET", "maxmemory-policy", "noeviction") == b"+OK\r\n"
    assert ask(valkey, "CONFIG", "SET", "maxmemory", "4mb") == b"+OK\r\n"
    assert ask(valkey, "SET", "straw", "x").startswith(b"-OOM")


def make_room(valkey: Valkey) -> None:
    assert ask(valkey, "CONFIG", "SET", "maxmemory", "0") == b"+OK\r\n"


@pytest.fixture
def open_site(start_server, shared_mongo):
    """Starts two servers over this cache, with more settings if need be."""
    clients = []

    def start(cache_url: str, **settings: str) -> Site:
        shared = {
            "CONDUIT_DATABASE_URL": shared_mongo.uri,
            "CONDUIT_CACHE_URL": cache_url,
            "CONDUIT_CACHE_TIMEOUT": f"{min(500, round(patience(TIMEOUT) * 1000))}ms",
        }
        servers = (start_server(shared | settings), start_server(shared | settings))
        clients.extend(http_client(server.url) for server in servers)
        apis = tuple(Api(client) for client in clients)
        author = User.register(apis[0])
        site = Site(servers, apis, author, author.write()["slug"])
        for server in servers:
            wait_until(lambda server=server: "Valkey subscribed" in server.output(), 5, "Valkey to be found")
        return site

    yield start
    for client in clients:
        client.close()


@pytest.fixture
def site(open_site, valkey):
    return open_site(valkey.uri)


def assert_healthy_again(site: Site, valkey: Valkey) -> None:
    """Both servers share their answers again, and tell each other of changes."""

    def shares(api: Api) -> bool:
        before = entries(valkey)
        api.list_articles(tag=unique("none"))
        return entries(valkey) > before

    for api in site.apis:
        wait_until(lambda api=api: shares(api), LONGEST_PAUSE + 5, "answers to be shared again")
    assert site.lag() < patience(BROKEN_CHANNEL)


def entries(valkey: Valkey) -> int:
    return int(ask(valkey, "DBSIZE").removeprefix(b":"))


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[math.ceil(0.99 * len(seconds)) - 1]


def assert_unhurt(normal: list[float], now: list[float]) -> None:
    before, after = p99(normal), p99(now)
    assert after < before + patience(TIMEOUT), f"p99: {after * 1000:.0f} ms, was {before * 1000:.0f} ms"
    # Those who were first to ask have waited for all others: once for each server.
    waited = sum(seconds >= patience(TIMEOUT) for seconds in now)
    assert waited <= 2 * CLIENTS, f"{waited} of {len(now)} requests waited for Valkey"


@pytest.mark.case("F07")
def test_killed_and_back(site, valkey):
    normal = site.load()
    assert site.lag() < patience(BROKEN_CHANNEL)
    valkey.kill()
    assert_unhurt(normal, site.load())
    assert site.lag() < patience(BROKEN_CHANNEL)
    valkey.start()
    assert_healthy_again(site, valkey)


@pytest.mark.case("F07")
def test_restarted_under_load(site, valkey):
    normal = site.load()
    with ThreadPoolExecutor(1) as pool:
        loaded = pool.submit(site.load)
        for _ in range(2):
            valkey.kill()
            valkey.start()
        assert_unhurt(normal, loaded.result())
    assert_healthy_again(site, valkey)


@pytest.mark.case("F07")
def test_frozen_and_thawed(site, valkey):
    normal = site.load()
    valkey.freeze()
    try:
        assert_unhurt(normal, site.load())
        assert site.lag() < patience(BROKEN_CHANNEL)
    finally:
        valkey.thaw()
    assert_healthy_again(site, valkey)


@pytest.mark.case("F07")
def test_full(site, valkey):
    """Nothing more can be kept in it; changes are told all the same."""
    normal = site.load()
    fill(valkey)
    before = entries(valkey)
    assert_unhurt(normal, site.load())
    assert entries(valkey) <= before
    assert site.lag() < patience(BROKEN_CHANNEL)
    make_room(valkey)
    assert_healthy_again(site, valkey)


@pytest.mark.case("F07")
def test_slower_than_anybody_waits(open_site, valkey):
    """Each answer comes, and each comes too late: who asked first has waited for all."""
    with SlowProxy(valkey.port) as proxy:
        site = open_site(f"redis://127.0.0.1:{proxy.port}")
        normal = site.load()
        proxy.delay = patience(1.5 * TIMEOUT)
        assert_unhurt(normal, [seconds for _ in range(5) for seconds in site.load()])
        assert site.lag() < patience(SLOW_CHANNEL)
        proxy.delay = 0
        assert_healthy_again(site, valkey)


@pytest.mark.case("F07")
@pytest.mark.parametrize(
    ("harm", "mend"),
    [
        pytest.param(Valkey.kill, Valkey.start, id="killed"),
        pytest.param(Valkey.freeze, Valkey.thaw, id="frozen"),
        pytest.param(fill, make_room, id="full"),
    ],
)
def test_quotas_fail_open(open_site, valkey, harm, mend):
    """What both servers count together is not counted at all where it cannot be."""
    site = open_site(valkey.uri, CONDUIT_RATE_LIMIT_WRITES="4/1h")

    def comment(number: int) -> int:
        path = f"/api/articles/{site.slug}/comments"
        return site.at(number % 2).api.post(path, {"comment": {"body": "Again."}}).status_code

    # The article was the first. (Somebody who has used up all is known to a full Valkey, too.)
    assert [comment(number) for number in range(2)] == [201] * 2
    harm(valkey)
    try:
        assert [comment(number) for number in range(8)] == [201] * 8
    finally:
        mend(valkey)
    wait_until(lambda: {comment(0), comment(1)} == {429}, LONGEST_PAUSE + 5, "quotas to be counted again")
    for server in site.servers:
        assert "quotas are not counted" in server.output()
