"""migrate, seed, export, import and repair"""

import contextlib
import json
import re
import signal
import sqlite3
import subprocess
import time

import pytest

from support.api import Api, User, http_client, ok
from support.command import Conduit
from support.server import Server
from support.settings import BINARY, patience


def records(dump: bytes) -> list[dict]:
    return [json.loads(line) for line in dump.splitlines()]


def without_secrets(dump: bytes) -> list[dict]:
    """Password hashes are salted by chance, so they alone may differ between two seeds."""

    def strip(value):
        if isinstance(value, dict):
            return {
                key: strip(item) for key, item in value.items() if not re.search("password|hash", key, re.I)
            }
        return value

    return [strip(record) for record in records(dump)]


@pytest.fixture(scope="module")
def written_dump(tmp_path_factory):
    """The export of a database with everything in it that people can make."""
    server = Server(tmp_path_factory.mktemp("written")).start()
    with http_client(server.url) as http:
        ann, bob = (User.register(Api(http)) for _ in range(2))
        ok(ann.change(bio='"quoted"\n\\ and 你好 🖊', image="https://x/y.png"))
        slug = ann.write(title="你好 \u2028 <b>", body="line\r\nline\ttab", tagList=["b", "a", "ü"])["slug"]
        ann.write()
        bob.favorite(slug)
        bob.follow(ann.username)
        bob.comment(slug, "x" * 60_000)
    server.stop()
    return Conduit(server.database).export()


@pytest.mark.spec("cli: migrate")
def test_migrate_makes_the_database_and_can_be_repeated(conduit):
    fresh = conduit()
    fresh.succeed("migrate")
    once = fresh.export()
    fresh.succeed("migrate")
    assert fresh.export() == once


@pytest.mark.spec("cli: migrate")
def test_migrate_keeps_data(conduit):
    seeded = conduit()
    seeded.seed(3, 5)
    before = seeded.export()
    seeded.succeed("migrate")
    assert seeded.export() == before


@pytest.mark.spec("cli: seed")
def test_seed_makes_what_was_asked_for(start_server):
    server = start_server()
    server.stop()
    Conduit(server.database).seed(7, 23)
    server.start()
    with http_client(server.url) as http:
        page = Api(http).list_articles(limit=100)
    assert page["articlesCount"] == 23
    authors = {item["author"]["username"] for item in page["articles"]}
    assert 1 < len(authors) <= 7


@pytest.mark.spec("cli: seed")
def test_seed_is_deterministic(conduit):
    first, second, other = conduit(), conduit(), conduit()
    first.seed(6, 20)
    second.seed(6, 20)
    other.seed(6, 21)
    assert without_secrets(first.export()) == without_secrets(second.export())
    assert without_secrets(first.export()) != without_secrets(other.export())


@pytest.mark.spec("cli: seed")
@pytest.mark.parametrize(
    "arguments", [["--users", "-1"], ["--users", "x"], ["--articles", "1.5"], ["--users"], ["--unknown", "1"]]
)
def test_seed_refuses_nonsense(conduit, arguments):
    assert arguments[0].lstrip("-") in conduit().refuse("seed", *arguments)


@pytest.mark.spec("cli: export and import")
def test_export_import_export_is_equal(conduit, written_dump):
    copy = conduit()
    copy.load(written_dump)
    assert copy.export() == written_dump


@pytest.mark.spec("cli: export and import")
def test_export_of_a_large_database_is_equal_after_import(conduit):
    original, copy = conduit(), conduit()
    original.seed(50, 500)
    dump = original.export()
    copy.load(dump)
    assert copy.export() == dump


@pytest.mark.spec("cli: export and import")
def test_export_is_json_lines(written_dump):
    assert written_dump.endswith(b"\n")
    assert all(isinstance(record, dict) for record in records(written_dump))
    assert "你好".encode() in written_dump


@pytest.mark.spec("cli: export and import")
def test_imported_users_can_log_in(start_server):
    server = start_server()
    with http_client(server.url) as http:
        ann = User.register(Api(http))
        article = ann.write(tagList=["a"])
    server.stop()
    other = start_server()
    other.stop()
    Conduit(other.database).load(Conduit(server.database).export())
    other.start()
    with http_client(other.url) as http:
        anonymous = Api(http)
        assert anonymous.login(ann.email, ann.password).status_code == 200
        assert anonymous.article(article["slug"]) == article


@pytest.mark.spec("cli: import resumes")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_import_can_be_repeated_after_half_of_it(conduit, share):
    original, copy = conduit(), conduit()
    original.seed(10, 60)
    dump = original.export()
    lines = dump.splitlines(keepends=True)
    copy.run("import", input=b"".join(lines[: int(len(lines) * share)]))
    copy.load(dump)
    assert copy.export() == dump
    copy.load(dump)
    assert copy.export() == dump


@pytest.mark.spec("cli: import resumes")
def test_import_resumes_after_kill_9(conduit):
    original, copy = conduit(), conduit()
    original.seed(50, 1500)
    dump = original.export()
    for seconds in (0.05, 0.15):
        process = subprocess.Popen(
            [BINARY, "import"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=copy.environment({}),
        )
        try:
            process.stdin.write(dump[: len(dump) // 2])
            process.stdin.flush()
        except BrokenPipeError:
            pass
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    copy.load(dump)
    assert copy.export() == dump


@pytest.mark.spec("cli: interrupted")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_command_can_be_interrupted(conduit, ending):
    original, copy = conduit(), conduit()
    original.seed(10, 200)
    dump = original.export()
    with subprocess.Popen([BINARY, "import"], stdin=subprocess.PIPE, env=copy.environment({})) as process:
        # More than a pipe holds, so it has been read from; and the rest is missing, so that it waits.
        process.stdin.write(dump[: len(dump) // 2])
        process.stdin.flush()
        process.send_signal(ending)
        assert process.wait(patience(10)) == -ending
        process.stdin.close()
    copy.load(dump)
    assert copy.export() == dump


@pytest.mark.spec("cli: export and import")
@pytest.mark.parametrize("damage", [b"nonsense\n", b"{\n", b"[]\n", b'{"unknown": 1}\n', b"\xff\xfe\n"])
def test_import_names_the_line_it_cannot_read(conduit, written_dump, damage):
    lines = written_dump.splitlines(keepends=True)
    done = conduit().run("import", input=b"".join([*lines[:2], damage, *lines[2:]]))
    assert done.returncode > 0
    assert "3" in done.stderr.decode()


@pytest.mark.sqlite
@pytest.mark.spec("cli: repair")
def test_repair_recomputes_every_derived_count(start_server):
    server = start_server()
    with http_client(server.url) as http:
        ann, bob = (User.register(Api(http)) for _ in range(2))
        slugs = [ann.write(tagList=["a", f"t{n}"])["slug"] for n in range(3)]
        bob.favorite(slugs[0])
        views = [Api(http).article(slug) for slug in slugs]
        tags = ok(Api(http).get("/api/tags"))
    server.stop()

    with sqlite3.connect(server.database) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for column in database.execute(f'PRAGMA table_info("{table}")').fetchall():
                if "count" in column[1].lower():
                    database.execute(f'UPDATE "{table}" SET "{column[1]}" = 77')
    database.close()

    Conduit(server.database).succeed("repair")
    server.start()
    with http_client(server.url) as http:
        assert [Api(http).article(slug) for slug in slugs] == views
        assert ok(Api(http).get("/api/tags")) == tags
        assert Api(http).list_articles()["articlesCount"] == 3
