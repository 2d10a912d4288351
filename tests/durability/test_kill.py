"""kill -9 while eight clients write: what was acknowledged is there, and every count equals its rows"""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from support.api import Api, User, http_client, ok, unique

ROUNDS = 20
WRITERS = 8


class Ledger:
    """What the server has acknowledged, and what it may or may not have done when it died."""

    def __init__(self):
        self.articles: dict[str, str] = {}
        self.deleted: set[str] = set()
        self.comments: dict[str, set[int]] = {}
        self.favorites: set[tuple[str, str]] = set()
        # A request that got no answer: either outcome is right.
        self.undecided: set = set()


class Writer:
    """One client that writes until its server dies, and keeps books."""

    def __init__(self, user: User):
        self.user = user
        self.name = user.username
        self.books = Ledger()

    def run(self, api: Api, random: random.Random) -> None:
        user = User(self.name, self.user.email, self.user.password, api)
        try:
            while True:
                self.act(user, random)
        except httpx.TransportError:
            return

    def act(self, user: User, random: random.Random) -> None:
        books = self.books
        alive = [slug for slug in books.articles if slug not in books.deleted | books.undecided]
        choice = random.random()
        if choice < 0.4 or not alive:
            text = unique("text")
            article = user.write(title=f"By {self.name}", body=text, tagList=["durable"])
            books.articles[article["slug"]] = text
            return
        slug = random.choice(alive)
        if choice < 0.65:
            books.comments.setdefault(slug, set()).add(user.comment(slug)["id"])
            return
        with self.undecided(slug if choice >= 0.95 else (self.name, slug)):
            if choice < 0.85:
                user.favorite(slug)
                books.favorites.add((self.name, slug))
            elif choice < 0.95:
                user.unfavorite(slug)
                books.favorites.discard((self.name, slug))
            else:
                assert user.api.delete(f"/api/articles/{slug}").status_code == 204
                books.deleted.add(slug)

    @contextmanager
    def undecided(self, what):
        self.books.undecided.add(what)
        yield
        self.books.undecided.discard(what)

    def check(self, anonymous: Api) -> None:
        listed = {item["slug"]: item for item in all_articles(anonymous, author=self.name)}
        favorites = {item["slug"] for item in all_articles(anonymous, favorited=self.name)}
        for slug in self.books.articles:
            if slug in self.books.undecided:
                continue
            if slug in self.books.deleted:
                assert slug not in listed, f"{slug} was deleted and is back"
                continue
            assert slug in listed, f"{slug} was acknowledged and is lost"
            assert listed[slug]["favoritesCount"] == (1 if slug in favorites else 0)
            if (self.name, slug) not in self.books.undecided:
                assert (slug in favorites) == ((self.name, slug) in self.books.favorites), (
                    f"favourite of {slug}"
                )
        for slug, ids in self.books.comments.items():
            if slug in listed:
                assert ids <= {comment["id"] for comment in anonymous.comments(slug)}, f"comments on {slug}"

    def settle(self, anonymous: Api) -> None:
        """What was undecided has been decided by now: note how."""
        favorites = {item["slug"] for item in all_articles(anonymous, favorited=self.name)}
        listed = {item["slug"] for item in all_articles(anonymous, author=self.name)}
        for what in self.books.undecided:
            if isinstance(what, tuple):
                (self.books.favorites.add if what[1] in favorites else self.books.favorites.discard)(what)
            elif what not in listed:
                self.books.deleted.add(what)
        self.books.undecided.clear()


def all_articles(api: Api, **filters) -> list[dict]:
    page = api.list_articles(limit=100, **filters)
    articles = page["articles"]
    while page["nextCursor"]:
        page = api.list_articles(limit=100, cursor=page["nextCursor"], **filters)
        articles += page["articles"]
    assert len(articles) == page["articlesCount"], "the count differs from the rows"
    return articles


def check_counts(anonymous: Api) -> None:
    """Every derived number of the whole database against what it is derived from."""
    articles = all_articles(anonymous)
    used = Counter(tag for item in articles for tag in item["tagList"])
    assert set(ok(anonymous.get("/api/tags"))["tags"]) == set(used)
    for tag, count in used.items():
        assert anonymous.list_articles(tag=tag, limit=1)["articlesCount"] == count


def kill_while_writing(server, writers: list[Writer], seed: int) -> None:
    chance = random.Random(seed)
    with http_client(server.url) as http, ThreadPoolExecutor(len(writers)) as pool:
        running = [
            pool.submit(writer.run, Api(http, writer.user.token), random.Random(f"{seed}-{writer.name}"))
            for writer in writers
        ]
        time.sleep(chance.uniform(0.05, 0.35))
        server.kill()
        for future in running:
            future.result()


@pytest.mark.spec("durability: kill -9")
def test_acknowledged_writes_survive_kill_9(start_server):
    """Twenty times, over the same database. No file is repaired by hand in between."""
    server = start_server()
    with http_client(server.url) as http:
        writers = [Writer(User.register(Api(http), unique("writer"))) for _ in range(WRITERS)]

    for round in range(ROUNDS):
        kill_while_writing(server, writers, seed=round)
        server.start()
        with http_client(server.url) as http:
            anonymous = Api(http)
            for writer in writers:
                writer.check(anonymous)
                writer.settle(anonymous)
            check_counts(anonymous)

    written = sum(len(writer.books.articles) for writer in writers)
    assert written > ROUNDS * WRITERS, f"only {written} articles in {ROUNDS} rounds prove little"


@pytest.mark.spec("durability: kill -9")
@pytest.mark.case("A03")
def test_sign_up_race_survives_kill_9(start_server):
    """Eight people want one name while the server dies: afterwards one at most has it, for good."""
    server = start_server()
    for round in range(ROUNDS):
        name = unique("wanted")
        acknowledged: list[str] = []
        start = threading.Barrier(WRITERS + 1)

        def sign_up(http, name=name, acknowledged=acknowledged, start=start) -> None:
            email = f"{unique('someone')}@example.com"
            start.wait()
            try:
                response = Api(http).register(name, email, "correct horse")
            except httpx.TransportError:
                return
            assert response.status_code in (201, 409)
            if response.status_code == 201:
                acknowledged.append(email)

        with http_client(server.url) as http, ThreadPoolExecutor(WRITERS) as pool:
            running = [pool.submit(sign_up, http) for _ in range(WRITERS)]
            start.wait()
            time.sleep(random.Random(round).uniform(0.0, 0.12))
            server.kill()
            for future in running:
                future.result()

        server.start()
        with http_client(server.url) as http:
            anonymous = Api(http)
            assert len(acknowledged) <= 1
            taken = anonymous.get(f"/api/profiles/{name}").status_code == 200
            for email in acknowledged:
                assert taken, "an acknowledged user is lost"
                assert ok(anonymous.login(email, "correct horse"))["user"]["username"] == name
            again = anonymous.register(name, f"{unique('late')}@example.com", "correct horse")
            assert again.status_code == (409 if taken else 201)


@pytest.mark.spec("durability: kill -9")
def test_database_of_a_killed_server_needs_no_help(start_server):
    """Killed right after an answer, not while idle: the very last write counts too."""
    server = start_server()
    with http_client(server.url) as http:
        author = User.register(Api(http))
    for _ in range(5):
        with http_client(server.url) as http:
            slug = User(author.username, author.email, author.password, Api(http, author.token)).write()[
                "slug"
            ]
            server.kill()
        server.start()
        with http_client(server.url) as http:
            assert Api(http).article(slug)["slug"] == slug
