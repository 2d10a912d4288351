"""kill -9 while eight clients write: what was acknowledged is there, and every count equals its rows"""

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from support.api import Api, User, http_client, ok, unique

ROUNDS = 20
FIRST_SEED = int(os.environ.get("TEST_SEED", "0"))  # tools/torture.sh gives another each time
WRITERS = 8


class Writer:
    """One client that writes until its server dies, and keeps books of what was acknowledged."""

    def __init__(self, user: User):
        self.user = user
        self.name = user.username
        self.bodies: dict[str, str] = {}
        self.deleted: set[str] = set()
        self.favorites: set[str] = set()
        self.comments: dict[str, set[int]] = {}
        # What the last life of the server saw: the rest has been checked before.
        self.commented: set[str] = set()
        # Articles whose deletion or favourite was asked for and never answered: either outcome is right.
        self.undecided: set[str] = set()

    def run(self, api: Api, chance: random.Random) -> None:
        user = User(self.name, self.user.email, self.user.password, api)
        try:
            while True:
                self.act(user, chance)
        except httpx.TransportError:
            return

    def act(self, user: User, chance: random.Random) -> None:
        alive = [slug for slug in self.bodies if slug not in self.deleted | self.undecided]
        choice = chance.random()
        if choice < 0.4 or not alive:
            body = unique("text")
            # A title of its own: the slug of a deleted article is free again, and the books go by slug.
            title = f"By {self.name} {len(self.bodies)}"
            article = user.write(title=title, body=body, tagList=["durable", f"by-{self.name}"])
            self.bodies[article["slug"]] = body
            return
        slug = chance.choice(alive)
        if choice < 0.65:
            self.comments.setdefault(slug, set()).add(user.comment(slug)["id"])
            self.commented.add(slug)
            return
        # Not in a `finally`: when the answer does not come, it stays undecided.
        self.undecided.add(slug)
        if choice < 0.85:
            user.favorite(slug)
            self.favorites.add(slug)
        elif choice < 0.95:
            user.unfavorite(slug)
            self.favorites.discard(slug)
        else:
            assert user.api.delete(f"/api/articles/{slug}").status_code == 204
            self.deleted.add(slug)
        self.undecided.remove(slug)

    def check(self, anonymous: Api) -> None:
        """The books against the server, after which what was undecided is decided."""
        listed = {item["slug"]: item for item in all_articles(anonymous, author=self.name)}
        favorites = {item["slug"] for item in all_articles(anonymous, favorited=self.name)}
        for slug, item in listed.items():
            assert item["favoritesCount"] == (slug in favorites), "the count differs from the marks"

        certain = self.bodies.keys() - self.undecided
        expected = certain - self.deleted
        assert certain & listed.keys() == expected, "acknowledged articles are lost, or deleted ones are back"
        assert certain & favorites == self.favorites & expected, "acknowledged favourites differ"
        for slug in self.commented & listed.keys():
            ids = {comment["id"] for comment in anonymous.comments(slug)}
            assert self.comments[slug] <= ids, "acknowledged comments are lost"

        self.deleted |= self.undecided - listed.keys()
        self.favorites = favorites
        self.undecided.clear()
        self.commented.clear()

    def check_contents(self, anonymous: Api) -> None:
        """Everything of every round once more, word for word."""
        self.commented = set(self.comments)
        self.check(anonymous)
        for slug in self.bodies.keys() - self.deleted:
            assert anonymous.article(slug)["body"] == self.bodies[slug]


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
    used = Counter(tag for item in all_articles(anonymous) for tag in item["tagList"])
    tags = ok(anonymous.get("/api/tags"))["tags"]
    assert tags == sorted(tags, key=lambda tag: -used[tag])
    assert set(tags) == set(used)
    for tag, count in used.items():
        assert anonymous.list_articles(tag=tag, limit=1)["articlesCount"] == count


def kill_while_writing(server, writers: list[Writer], seed: int) -> None:
    with http_client(server.url) as http, ThreadPoolExecutor(len(writers)) as pool:
        running = [
            pool.submit(writer.run, Api(http, writer.user.token), random.Random(f"{seed} {number}"))
            for number, writer in enumerate(writers)
        ]
        time.sleep(random.Random(seed).uniform(0.05, 0.3))
        server.kill()
        for future in running:
            future.result()


@pytest.mark.sqlite  # MongoDB needs a repair after each: repair_mongo_test.cpp has the steps
@pytest.mark.spec("durability: kill -9")
def test_acknowledged_writes_survive_kill_9(start_server):
    """Twenty times, over the same database."""
    server = start_server()
    with http_client(server.url) as http:
        writers = [Writer(User.register(Api(http), unique("writer"))) for _ in range(WRITERS)]

    for seed in range(FIRST_SEED, FIRST_SEED + ROUNDS):
        kill_while_writing(server, writers, seed)
        server.start()
        with http_client(server.url) as http:
            for writer in writers:
                writer.check(Api(http))
            check_counts(Api(http))

    with http_client(server.url) as http:
        for writer in writers:
            writer.check_contents(Api(http))
    written = sum(len(writer.bodies) for writer in writers)
    assert written > ROUNDS * WRITERS, f"only {written} articles in {ROUNDS} rounds prove little"


@pytest.mark.spec("durability: kill -9")
@pytest.mark.case("A03")
def test_sign_up_race_survives_kill_9(start_server):
    """Eight people want one name while the server dies: afterwards one at most has it, for good."""
    server = start_server()
    for seed in range(FIRST_SEED, FIRST_SEED + ROUNDS):
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
            time.sleep(random.Random(seed).uniform(0.0, 0.12))
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
def test_the_very_last_answer_counts(start_server):
    """Killed right behind an answer, while nothing else is going on."""
    server = start_server()
    with http_client(server.url) as http:
        author = User.register(Api(http))
    for _ in range(5):
        with http_client(server.url) as http:
            author.api = Api(http, author.token)
            slug = author.write()["slug"]
            server.kill()
        server.start()
        with http_client(server.url) as http:
            assert Api(http).article(slug)["slug"] == slug
