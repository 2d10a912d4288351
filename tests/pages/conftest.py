"""One site for all tests of pages."""

import httpx
import pytest

from support.api import Api, http_client
from support.server import Server
from support.settings import patience
from support.site import PUBLIC_URL, make_client


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    directory = tmp_path_factory.mktemp("site")
    settings = {"CONDUIT_CLIENT_DIR": make_client(directory), "CONDUIT_PUBLIC_URL": PUBLIC_URL}
    server = Server(directory, settings).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browse(site):
    with httpx.Client(base_url=site.url, timeout=patience(20), trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def anonymous(site):
    """Shadows the shared server's: whoever writes here, and whoever `new_user` makes, is on this site."""
    with http_client(site.url) as client:
        yield Api(client)
