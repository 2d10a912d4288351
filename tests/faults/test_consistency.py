"""Many clients on two servers, reading and writing at random: what they saw is held against what was so

Every fact (a text, a mark, a comment that is there) has one writer, so that its history is one sequence of
values. A reader may see any value that was in force at some time while it asked. What a server has answered
is seen by its own readers from then on, and by those of the other one a moment later (ADR 0014).

TEST_SEED repeats a run as far as threads can be repeated.
"""

import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from stand_ins.stand_ins import JARS
from support.api import Api, User, http_client, ok, unique
from support.command import Conduit
from support.server import wait_until
from support.settings import patience

pytestmark = pytest.mark.skipif(not JARS.is_dir(), reason="no stand-in is installed: tools/setup.sh test")

# Seconds after which a change is seen through the other server: what a message may take, and the lifetime of
# an answer where the server that made the change may have been unable to say so.
DELIVERY, LIFETIME = 0.3, 2
RUN = 4
# Two of them share an account, as one author at two desks.
CLIENTS = 8
ARTICLES_EACH = 4


@dataclass
class Write:
    value: object
    server: int
    asked: float
    answered: float = float("inf")


@dataclass
class Read:
    client: int
    server: int
    signed: bool
    asked: float
    answered: float
    seen: dict[Hashable, object]

    def __str__(self) -> str:
        return f"client {self.client}{'' if self.signed else ', anonymous,'} at server {self.server}"


def never_written() -> list[Write]:
    return [Write(False, 0, float("-inf"), float("-inf"))]


@dataclass
class History:
    """All that was asked and answered. Judged when everybody is done; until then, threads only append."""

    bound: float
    writes: dict[Hashable, list[Write]] = field(default_factory=lambda: defaultdict(never_written))
    reads: list[Read] = field(default_factory=list)
    comments: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def is_due(self, write: Write, read: Read) -> bool:
        """Whether nothing older than this write may be seen."""
        grace = 0 if write.server == read.server else self.bound
        return write.answered + grace <= read.asked

    def goes_with_its_article(self, fact: Hashable, read: Read) -> bool:
        """Whether a deletion was under way that takes this with it, sooner than the article or later."""
        kind, slug, *_ = fact
        deletion = self.writes["there", slug][-1]
        return kind in ("favorite", "comment") and not deletion.value and deletion.asked <= read.answered

    def stale(self) -> list[str]:
        """What was shown after it had been replaced, or before it was so."""
        found = []
        for read in self.reads:
            for fact, value in read.seen.items():
                writes = self.writes[fact]
                newest_due = max(n for n, write in enumerate(writes) if n == 0 or self.is_due(write, read))
                admissible = [write.value for write in writes[newest_due:] if write.asked <= read.answered]
                if value in admissible or (not value and self.goes_with_its_article(fact, read)):
                    continue
                due = writes[newest_due]
                age = 1000 * (read.asked - due.answered)
                answer = f"server {due.server} had answered that it was {due.value!r}"
                found.append(f"{fact} was {value!r} for {read} {age:.0f} ms after {answer}")
        return found

    def backwards(self) -> list[str]:
        """What a client saw after having seen something newer, long enough before."""
        found = []
        sightings = defaultdict(list)
        for read in sorted(self.reads, key=lambda read: read.asked):
            for fact, value in read.seen.items():
                values = [write.value for write in self.writes[fact]]
                # Of what comes and goes, nobody knows which time it was.
                if fact[0] not in ("body", "description") or value not in values:
                    continue
                before = sightings[read.client, fact]
                for age, answered in before:
                    if age > values.index(value) and answered + self.bound <= read.asked:
                        found.append(f"{fact} went back to {value!r} for {read}")
                before.append((values.index(value), read.answered))
        return found

    def last(self, fact: Hashable):
        return self.writes[fact][-1].value


@dataclass
class World:
    apis: list[Api]
    accounts: list[User]
    history: History
    articles: list[tuple[str, int]] = field(default_factory=list)

    def is_there(self, slug: str) -> bool:
        return bool(self.history.last(("there", slug)))


class Client:
    def __init__(self, number: int, world: World, seed: str):
        self.number = number
        self.world = world
        self.history = world.history
        self.account = number // 2
        self.chance = random.Random(f"{seed} {number}")
        at_this_desk = (
            [self.write, lambda: self.edit("body"), self.favorite, self.delete],
            [lambda: self.edit("description"), self.comment, self.uncomment, self.follow],
        )
        # Readers are many, and deletions few.
        self.chores: list[Callable[[], None]] = [self.read, self.read_comments, self.read_profile] * 3
        self.chores += at_this_desk[number % 2]
        self.own_comments: list[tuple[str, int]] = []

    def run(self, until: float) -> None:
        while time.monotonic() < until:
            self.chance.choice(self.chores)()

    def send(self, method: str, path: str, body=None, *, server: int, signed: bool = True) -> httpx.Response:
        api = self.world.apis[server]
        token = self.world.accounts[self.account].token if signed else None
        return api.with_token(token).request(method, path, json=body)

    def change(self, fact: Hashable, value, method: str, path: str, *, shown_at: str, body=None) -> None:
        """A write by its only writer, and a look at it. Nobody knows what one that met a deletion did."""
        server = self.chance.randrange(2)
        write = Write(value, server, time.monotonic())
        self.history.writes[fact].append(write)
        response = self.send(method, path, body, server=server)
        if response.status_code != 404:
            assert response.status_code in (200, 204), response.text
            write.answered = time.monotonic()
        self.note(server, True, write.asked, self.seen_in(response, path))
        self.look(shown_at, server)

    def look(self, path: str, server: int | None = None) -> None:
        if server is None:
            server = self.chance.randrange(2)
        signed = self.chance.random() < 0.5
        asked = time.monotonic()
        response = self.send("GET", path, server=server, signed=signed)
        self.note(server, signed, asked, self.seen_in(response, path, signed))

    def note(self, server: int, signed: bool, asked: float, seen: dict) -> None:
        self.history.reads.append(Read(self.number, server, signed, asked, time.monotonic(), seen))

    def seen_in(self, response: httpx.Response, path: str, signed: bool = True) -> dict:
        """The facts that an answer tells."""
        slug = path.split("/")[3] if path.startswith("/api/articles/") else ""
        if response.status_code == 404:
            return {("there", slug): False}
        if response.status_code == 204:
            return {}
        match response.json():
            case {"article": article}:
                seen = {("there", article["slug"]): True}
                seen |= {(name, article["slug"]): article[name] for name in ("body", "description")}
                if signed:
                    seen["favorite", article["slug"], self.account] = article["favorited"]
                return seen
            case {"comments": comments}:
                ids = {comment["id"] for comment in comments}
                known = list(self.history.comments[slug])
                return {("there", slug): True} | {("comment", slug, one): one in ids for one in known}
            case {"profile": profile} if signed:
                return {("follow", self.account, profile["username"]): profile["following"]}
        return {}

    def pick(self, own: bool = False) -> str | None:
        """An article that is there, as far as can be known."""
        there = [
            slug
            for slug, author in self.world.articles
            if (author == self.account or not own) and self.world.is_there(slug)
        ]
        return self.chance.choice(there) if there else None

    def write(self) -> None:
        own = [slug for slug, author in self.world.articles if author == self.account]
        if len([slug for slug in own if self.world.is_there(slug)]) >= ARTICLES_EACH:
            return
        article = {"title": unique("Title"), "description": unique("first"), "body": unique("first")}
        server, asked = self.chance.randrange(2), time.monotonic()
        response = self.send("POST", "/api/articles", {"article": article}, server=server)
        slug = ok(response, 201)["article"]["slug"]
        answered = time.monotonic()
        for fact, value in (
            ("there", True),
            ("body", article["body"]),
            ("description", article["description"]),
        ):
            self.history.writes[fact, slug].append(Write(value, server, asked, answered))
        self.world.articles.append((slug, self.account))

    def edit(self, name: str) -> None:
        """Two desks change one article at a time, each another field of it."""
        if slug := self.pick(own=True):
            value = unique(name)
            path = f"/api/articles/{slug}"
            self.change((name, slug), value, "PUT", path, shown_at=path, body={"article": {name: value}})

    def delete(self) -> None:
        if self.chance.random() < 0.2 and (slug := self.pick(own=True)):
            path = f"/api/articles/{slug}"
            self.change(("there", slug), False, "DELETE", path, shown_at=path)

    def favorite(self) -> None:
        if slug := self.pick():
            fact = ("favorite", slug, self.account)
            wanted = not self.history.last(fact)
            path = f"/api/articles/{slug}"
            self.change(fact, wanted, "POST" if wanted else "DELETE", f"{path}/favorite", shown_at=path)

    def follow(self) -> None:
        name = self.chance.choice(self.world.accounts).username
        if name == self.world.accounts[self.account].username:
            return
        fact = ("follow", self.account, name)
        wanted = not self.history.last(fact)
        path = f"/api/profiles/{name}"
        self.change(fact, wanted, "POST" if wanted else "DELETE", f"{path}/follow", shown_at=path)

    def comment(self) -> None:
        if not (slug := self.pick()):
            return
        server, asked = self.chance.randrange(2), time.monotonic()
        body = {"comment": {"body": unique("comment")}}
        response = self.send("POST", f"/api/articles/{slug}/comments", body, server=server)
        if response.status_code == 404:
            self.note(server, True, asked, {("there", slug): False})
            return
        number = ok(response, 201)["comment"]["id"]
        self.history.writes["comment", slug, number].append(Write(True, server, asked, time.monotonic()))
        self.history.comments[slug].append(number)
        self.own_comments.append((slug, number))
        self.look(f"/api/articles/{slug}/comments", server)

    def uncomment(self) -> None:
        if self.own_comments:
            slug, number = self.own_comments.pop(self.chance.randrange(len(self.own_comments)))
            path = f"/api/articles/{slug}/comments"
            self.change(("comment", slug, number), False, "DELETE", f"{path}/{number}", shown_at=path)

    def read(self) -> None:
        # One that was deleted, at times: it has to stay away.
        if self.world.articles:
            self.look(f"/api/articles/{self.chance.choice(self.world.articles)[0]}")

    def read_comments(self) -> None:
        if slug := self.pick():
            self.look(f"/api/articles/{slug}/comments")

    def read_profile(self) -> None:
        self.look(f"/api/profiles/{self.chance.choice(self.world.accounts).username}")


@pytest.fixture
def open_world(start_server, shared_mongo, valkey):
    clients = []

    def start(bound: float) -> World:
        settings = {
            "CONDUIT_DATABASE_URL": shared_mongo.uri,
            "CONDUIT_CACHE_URL": valkey.uri,
            "CONDUIT_CACHE_TTL": f"{LIFETIME}s",
        }
        servers = [start_server(settings) for _ in range(2)]
        clients.extend(http_client(server.url) for server in servers)
        apis = [Api(client) for client in clients]
        accounts = [User.register(apis[0]) for _ in range(CLIENTS // 2)]
        for server in servers:
            wait_until(lambda server=server: "Valkey subscribed" in server.output(), 5, "Valkey to be found")
        return World(apis, accounts, History(patience(bound)))

    yield start
    for client in clients:
        client.close()


def play(world: World, meanwhile: Callable[[], None] = lambda: None) -> None:
    seed = os.environ.get("TEST_SEED") or str(random.randrange(10**9))
    print(f"TEST_SEED={seed}")
    until = time.monotonic() + patience(RUN)
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [
            pool.submit(client.run, until)
            for client in [Client(number, world, seed) for number in range(CLIENTS)]
        ]
        meanwhile()
        for client in running:
            client.result()


def assert_true_to(history: History) -> None:
    assert not (stale := history.stale()), "\n".join([f"{len(stale)} in {len(history.reads)} reads", *stale])
    assert not (backwards := history.backwards()), "\n".join(backwards)
    # A history of nobody who met anybody proves nothing.
    assert len(history.reads) > 100 * CLIENTS
    writers = {(write.server, fact) for fact, writes in history.writes.items() for write in writes[1:]}
    assert sum((1 - read.server, fact) in writers for read in history.reads for fact in read.seen) > 100


def assert_nothing_was_lost(world: World) -> None:
    """The last word of each writer stands, and what is counted equals what there is."""
    history = world.history

    def differences(api: Api) -> list[str]:
        found = []
        for slug, _ in world.articles:
            if not history.last(("there", slug)):
                continue
            article = api.article(slug)
            found += [name for name in ("body", "description") if article[name] != history.last((name, slug))]
            fans = sum(history.last(("favorite", slug, number)) for number in range(CLIENTS // 2))
            if article["favoritesCount"] != fans:
                found.append(f"{article['favoritesCount']} favourites, {fans} made")
            standing = {one for one in history.comments[slug] if history.last(("comment", slug, one))}
            if {comment["id"] for comment in api.comments(slug)} != standing:
                found.append("comments")
        for number, account in enumerate(world.accounts):
            expected = {slug for slug, _ in world.articles if history.last(("there", slug))}
            favorites = {slug for slug in expected if history.last(("favorite", slug, number))}
            page = api.list_articles(favorited=account.username, limit=100)
            if {one["slug"] for one in page["articles"]} != favorites or page["articlesCount"] != len(
                favorites
            ):
                found.append(f"favourites of {account.username}")
        return found

    for api in world.apis:
        wait_until(lambda api=api: not differences(api), history.bound, "both servers to show the last state")


@pytest.mark.spec("servers: what is seen")
def test_nobody_sees_what_is_over(open_world, shared_mongo, tmp_path):
    world = open_world(DELIVERY)
    play(world)
    assert_true_to(world.history)
    assert_nothing_was_lost(world)
    repair = Conduit(tmp_path / "unused").succeed("repair", CONDUIT_DATABASE_URL=shared_mongo.uri)
    assert repair == b"nothing to mend\n"


@pytest.mark.spec("servers: what is seen")
def test_nor_while_valkey_comes_and_goes(open_world, valkey):
    world = open_world(LIFETIME)

    def come_and_go() -> None:
        for _ in range(2):
            time.sleep(patience(RUN) / 4)
            valkey.kill()
            time.sleep(patience(RUN) / 8)
            valkey.start()

    play(world, come_and_go)
    assert_true_to(world.history)
    assert_nothing_was_lost(world)
