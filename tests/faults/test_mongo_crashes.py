"""A server killed (-9) between two commands of a write: `conduit repair` leaves all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from stand_ins.stand_ins import Mongo
from support.api import Api, User, http_client, ok, unique
from support.command import Conduit
from support.mongo_proxy import MongoProxy
from support.server import Server
from support.settings import sharing

# Far more than any write needs: a test that never gets through says so.
MOST_COMMANDS = 40


def settings(uri: str) -> dict[str, str]:
    # Nobody tells one server what another has changed: what is read has to come from the database.
    return sharing(uri) | {"CONDUIT_RESPONSE_CACHE": "0MiB"}


@pytest.fixture(scope="module")
def mongo():
    server = Mongo().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def proxy(mongo):
    proxy = MongoProxy(mongo.port)
    yield proxy
    proxy.close()


@pytest.fixture(scope="module")
def survivor(tmp_path_factory, mongo):
    """A server that nobody kills, to see what is in the database."""
    server = Server(tmp_path_factory.mktemp("survivor"), settings(mongo.uri))
    Conduit(server.database).succeed("migrate", **settings(mongo.uri))
    server.start()
    with http_client(server.url) as http:
        yield Api(http)
    server.stop()


@dataclass
class World:
    """An author's article with all that hangs on one, and the names for what is written meanwhile."""

    anonymous: Api
    title: str = field(default_factory=lambda: unique("title"))
    tags: tuple[str, str] = field(default_factory=lambda: (unique("tag"), unique("tag")))
    words: tuple[str, str] = field(
        default_factory=lambda: (unique("word").replace("-", ""), unique("word").replace("-", ""))
    )

    def __post_init__(self):
        self.author, self.fan = User.register(self.anonymous), User.register(self.anonymous)
        self.slug = self.author.write(title=self.title, tagList=[self.tags[0]], body=self.words[0])["slug"]
        self.author.favorite(self.slug)
        for user in (self.author, self.fan):
            user.comment(self.slug)

    def check(self) -> None:
        """Everything that tells of the author's articles tells the same."""
        api = self.anonymous
        listed = api.list_articles(author=self.author.username)["articles"]
        articles = {article["slug"]: api.article(article["slug"]) for article in listed}

        def found(**conditions) -> set[str]:
            return {article["slug"] for article in api.list_articles(**conditions)["articles"]}

        for tag in self.tags:
            tagged = {slug for slug, article in articles.items() if tag in article["tagList"]}
            assert found(tag=tag) == tagged
            assert (tag in ok(api.get("/api/tags"))["tags"]) == bool(tagged)
        for word in self.words:
            assert found(q=word) == {slug for slug, article in articles.items() if word in article["body"]}
        favorites = [found(favorited=user.username) for user in (self.author, self.fan)]
        for slug, article in articles.items():
            assert article["favoritesCount"] == sum(slug in theirs for theirs in favorites)
            assert all(comment["author"]["username"] for comment in api.comments(slug))
        assert set.union(*favorites) <= articles.keys()
        # The slug is free again when its article has gone; one that has another slug keeps it, for redirects.
        again = self.author.write(title=self.title)["slug"]
        assert (again == self.slug) == (not articles)


def publish(world: World, author: Api, _: Api) -> httpx.Response:
    fields = {"title": world.title, "description": "d", "body": " ".join(world.words), "tagList": world.tags}
    return author.post("/api/articles", {"article": fields})


def edit(world: World, author: Api, _: Api) -> httpx.Response:
    fields = {"title": unique("other"), "body": world.words[1], "tagList": [world.tags[1]]}
    return author.put(f"/api/articles/{world.slug}", {"article": fields})


def delete(world: World, author: Api, _: Api) -> httpx.Response:
    return author.delete(f"/api/articles/{world.slug}")


def favorite(world: World, _: Api, fan: Api) -> httpx.Response:
    return fan.post(f"/api/articles/{world.slug}/favorite")


def unfavorite(world: World, author: Api, _: Api) -> httpx.Response:
    return author.delete(f"/api/articles/{world.slug}/favorite")


def comment(world: World, _: Api, fan: Api) -> httpx.Response:
    return fan.post(f"/api/articles/{world.slug}/comments", {"comment": {"body": "one more"}})


@pytest.mark.spec("database: crashes")
@pytest.mark.parametrize("write", [publish, edit, delete, favorite, unfavorite, comment])
def test_a_write_cut_short_is_mended(tmp_path, mongo, proxy, survivor, write: Callable):
    repair = Conduit(tmp_path / "unused.db")
    for commands in range(MOST_COMMANDS):
        world = World(survivor)
        server = Server(tmp_path, settings(proxy.uri)).start()
        try:
            with http_client(server.url) as http:
                proxy.cut_after(commands, server.process.kill)
                author, fan = (Api(http, user.token) for user in (world.author, world.fan))
                finished = write(world, author, fan).is_success
        except httpx.TransportError:
            finished = False
        finally:
            proxy.cut_after(MOST_COMMANDS, lambda: None)
            server.kill()
        repair.succeed("repair", **settings(mongo.uri))
        assert b"nothing" in repair.succeed("repair", **settings(mongo.uri)), "once is enough"
        world.check()
        if finished:
            assert commands > 1, "the token alone takes one"
            return
    raise AssertionError(f"{write.__name__} takes more than {MOST_COMMANDS} commands")
