"""Fixtures of every suite. The server under test is the one BASE_URL names, or one started here."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from support.api import Api, User, http_client
from support.server import Server
from support.settings import BASE_URL, BINARY, MONGO_URI

# They look into one process, or run the binary itself. Everything else speaks only HTTP.
SUITES_WITH_THEIR_OWN_SERVER = {"cli", "durability", "faults", "http", "pages", "telemetry"}


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite api/golden/ instead of comparing with it"
    )


def pytest_configure(config):
    if not BASE_URL and not config.option.collectonly and not BINARY.is_file():
        pytest.exit(f"there is no server to test: set BASE_URL, or build {BINARY}", returncode=2)


def pytest_collection_modifyitems(items):
    if MONGO_URI:
        skip = pytest.mark.skip(reason="looks into the SQLite file")
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(skip)
    if not BASE_URL:
        return
    skip = pytest.mark.skip(reason="needs a server of its own; BASE_URL names a running one")
    for item in items:
        if (
            item.path.parent.name in SUITES_WITH_THEIR_OWN_SERVER
            or item.get_closest_marker("own_server")
            or "start_server" in item.fixturenames
        ):
            item.add_marker(skip)


@dataclass(frozen=True)
class RunningServer:
    """Somebody else's server: all that is known of it is its address."""

    url: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 80


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server that tests share. They keep out of each other's way by unique names."""
    if BASE_URL:
        yield RunningServer(BASE_URL)
        return
    shared = Server(tmp_path_factory.mktemp("shared-server")).start()
    yield shared
    shared.stop()


@pytest.fixture
def start_server(tmp_path):
    """Starts servers with settings of their own: `start_server({"CONDUIT_BODY_TIMEOUT": "1s"})`."""
    started: list[Server] = []

    def start(settings: dict[str, str] | None = None, directory: Path | None = None) -> Server:
        directory = directory or tmp_path / f"server-{len(started)}"
        directory.mkdir(exist_ok=True)
        server = Server(directory, settings)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def http(server):
    with http_client(server.url) as client:
        yield client


@pytest.fixture(scope="session")
def anonymous(http) -> Api:
    return Api(http)


@pytest.fixture
def new_user(anonymous):
    """Registers users: `new_user()` or `new_user("a name")`."""
    return lambda *args, **fields: User.register(anonymous, *args, **fields)


@pytest.fixture
def ann(new_user) -> User:
    return new_user()


@pytest.fixture
def bob(new_user) -> User:
    return new_user()


@pytest.fixture(scope="session")
def reader(anonymous) -> User:
    """Somebody signed in, for tests that change nothing about them."""
    return User.register(anonymous)
