"""A MongoDB that dies, freezes, comes late or is asked by everybody at once"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from stand_ins.stand_ins import JARS, Mongo, free_port
from support.api import Api, User, http_client, unique
from support.command import Conduit
from support.server import Server, wait_until
from support.settings import patience, sharing

pytestmark = pytest.mark.skipif(not JARS.is_dir(), reason="no stand-in is installed: tools/setup.sh test")

# Seconds a client may have to wait for a refusal: where nobody listens, and where somebody listens and says
# nothing, for then the wait for a connection and the wait for its answer add up.
AWAY, FROZEN = 5, 6
PASSWORD = "pa55-never-shown"


@pytest.fixture
def mongo():
    stand_in = Mongo().start()
    yield stand_in
    stand_in.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A server for the tests that break nothing, and its MongoDB."""
    stand_in = Mongo().start()
    server = Server(tmp_path_factory.mktemp("mongo"), {"CONDUIT_DATABASE_URL": stand_in.uri})
    try:
        server.start()
        yield server
        server.stop()
    finally:
        stand_in.stop()


@pytest.fixture
def anonymous(shared):
    with http_client(shared.url) as http:
        yield Api(http)


def status(server: Server, path: str) -> int:
    return httpx.get(server.url + path, trust_env=False, timeout=patience(10)).status_code


def timed(request) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    return request(), time.monotonic() - began


def assert_refused(response: httpx.Response, seconds: float, within: float) -> None:
    assert response.status_code == 503, response.text
    assert int(response.headers["Retry-After"]) >= 1
    assert seconds <= patience(within), f"refused after {seconds:.1f} s"


def at_once(count: int, act) -> list:
    """What `act(number)` returns for each of `count` threads that start together."""
    start = threading.Barrier(count)

    def run(number: int):
        start.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.case("F03")
def test_a_server_outlives_its_database(start_server, mongo):
    """Killed and back: quick refusals meanwhile, and nobody has to restart anything."""
    server = start_server({"CONDUIT_DATABASE_URL": mongo.uri})
    with http_client(server.url) as http:
        api = Api(http)
        slug = User.register(api).write()["slug"]
        mongo.kill()

        def act(number: int) -> httpx.Response:
            if number % 2:
                return api.register(unique("user"), f"{unique('mail')}@example.com", "correct horse")
            # The same answer for all of them: nobody may have to wait for everybody before them to fail.
            return api.get(f"/api/articles/{slug}/comments")

        for response, seconds in at_once(16, lambda number: timed(lambda: act(number))):
            assert_refused(response, seconds, AWAY)
        assert status(server, "/readyz") == 503
        assert status(server, "/livez") == 200

        mongo.start()
        wait_until(server.is_ready, 10, "the server to find its database again")
        User.register(api).write()
    assert f"127.0.0.1:{mongo.port}" in server.output(), "the log has to name the host that was away"


@pytest.mark.case("F04")
def test_a_frozen_database_holds_nobody_for_long(start_server, mongo):
    """Two connections, two hundred requests, and a database that has stopped answering."""
    server = start_server({"CONDUIT_DATABASE_URL": f"{mongo.uri}&maxPoolSize=2"})
    with http_client(server.url) as http:
        api = Api(http)
        user = User.register(api)
        mongo.freeze()
        try:
            for response, seconds in at_once(
                200, lambda _: timed(lambda: user.api.get("/api/articles/feed"))
            ):
                assert_refused(response, seconds, FROZEN)
            assert status(server, "/livez") == 200
        finally:
            mongo.thaw()
        wait_until(server.is_ready, 10, "the server to find its database again")
        assert user.me()["username"] == user.username


@pytest.mark.case("F03")
def test_a_database_may_come_after_its_servers(tmp_path):
    """As after a power cut: the server waits for the database, then for its migrations, then serves."""
    mongo = Mongo()
    settings = sharing(mongo.uri)
    server = Server(tmp_path, settings)
    server.launch()
    try:
        wait_until(lambda: listens(server), 15, "the server to listen")
        assert status(server, "/livez") == 200
        assert status(server, "/readyz") == 503

        mongo.start()
        Conduit(server.database).succeed("migrate", **settings)
        wait_until(server.is_ready, 10, "the server to find its database")
        with http_client(server.url) as http:
            User.register(Api(http))
    finally:
        server.stop()
        mongo.stop()


@pytest.mark.case("F03")
def test_the_log_names_the_host_and_not_the_password(tmp_path):
    port = free_port()
    uri = f"mongodb://conduit:{PASSWORD}@127.0.0.1:{port}/conduit"
    server = Server(tmp_path, sharing(uri))
    server.launch()
    try:
        wait_until(lambda: listens(server), 15, "the server to listen")
        assert status(server, "/api/tags") == 503
        wait_until(lambda: f"127.0.0.1:{port}" in server.output(), 5, "the host in the log")
        assert PASSWORD not in server.output()
    finally:
        server.stop()


def listens(server: Server) -> bool:
    assert server.is_running(), server.output()
    try:
        return status(server, "/livez") == 200
    except httpx.TransportError:
        return False


@pytest.mark.case("A03")
def test_parallel_sign_ups_leave_one_user(anonymous):
    email = f"{unique('wanted')}@example.com"
    answers = at_once(50, lambda _: anonymous.register(unique("user"), email, "correct horse").status_code)
    assert sorted(answers) == [201] + [409] * 49


@pytest.mark.case("A02")
def test_the_same_title_at_once_gets_a_slug_each(anonymous):
    author, title = User.register(anonymous), unique("Same title")
    slugs = at_once(50, lambda _: author.write(title=title)["slug"])
    assert len(set(slugs)) == 50
    assert anonymous.list_articles(author=author.username)["articlesCount"] == 50


@pytest.mark.spec("1.3 favorite: repeated")
def test_racing_favourites_are_counted_exactly(anonymous):
    """Twenty readers, each from two places at once; half of them end with their mark, half without."""
    slug = User.register(anonymous).write()["slug"]
    readers = [User.register(anonymous) for _ in range(20)]

    def toggle(number: int) -> None:
        for _ in range(5):
            readers[number % 20].favorite(slug)
            readers[number % 20].unfavorite(slug)

    at_once(40, toggle)
    assert anonymous.article(slug)["favoritesCount"] == 0
    at_once(20, lambda number: readers[number // 2].favorite(slug))
    marked = [r for r in readers if anonymous.list_articles(favorited=r.username)["articlesCount"] == 1]
    assert marked == readers[:10]
    assert anonymous.article(slug)["favoritesCount"] == 10


@pytest.mark.spec("1.3 favorite: repeated")
def test_one_reader_at_many_desks_is_never_counted_below_none(anonymous):
    """A favourite may be taken back before it has been counted. Each answer is held to the contract."""
    slug = User.register(anonymous).write()["slug"]
    reader = User.register(anonymous)

    def toggle(_) -> None:
        for _ in range(20):
            reader.favorite(slug)
            reader.unfavorite(slug)

    at_once(8, toggle)
    assert anonymous.article(slug)["favoritesCount"] == 0
    assert reader.favorite(slug)["favoritesCount"] == 1


@pytest.mark.spec("1.3 DELETE /api/articles/{slug}: gone")
def test_a_deletion_amid_comments_leaves_none_behind(anonymous, shared):
    author = User.register(anonymous)
    slug = author.write()["slug"]

    def act(number: int) -> list[int]:
        if number == 0:
            return [author.api.delete(f"/api/articles/{slug}").status_code]
        comment = {"comment": {"body": "In the middle of it."}}
        return [author.api.post(f"/api/articles/{slug}/comments", comment).status_code for _ in range(10)]

    deletion, *comments = at_once(20, act)
    assert deletion == [204]
    assert {code for codes in comments for code in codes} <= {201, 404}
    assert anonymous.get(f"/api/articles/{slug}/comments").status_code == 404
    url = shared.settings["CONDUIT_DATABASE_URL"]
    assert Conduit(shared.database).succeed("repair", CONDUIT_DATABASE_URL=url) == b"nothing to mend\n"
