"""MongoDB with accounts and TLS: let in with what is right, and told what is wrong"""

from urllib.parse import quote

import pytest
import trustme

from stand_ins.stand_ins import Ferret
from support.api import Api, User, http_client
from support.command import Conduit
from support.server import Server
from support.settings import sharing

# Of the characters that mean something in an address.
PASSWORD = "p@s/s:w%rd#1"


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def database(tmp_path_factory, authority):
    """Whose certificate is for `localhost` and not for 127.0.0.1."""
    directory = tmp_path_factory.mktemp("ferretdb")
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(str(directory / "key.pem"))
    for part in certificate.cert_chain_pems:
        part.write_to_path(str(directory / "certificate.pem"), append=True)
    ferret = Ferret(directory, "conduit", PASSWORD, directory / "certificate.pem", directory / "key.pem")
    yield ferret.start()
    ferret.stop()


@pytest.fixture
def uri(tmp_path, authority, database):
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return f"{database.uri}&tlsCAFile={tmp_path}/authority.pem"


@pytest.mark.spec("database: access")
def test_the_right_password_and_authority_open_it(tmp_path, uri):
    server = Server(tmp_path, {"CONDUIT_DATABASE_URL": uri}).start()
    try:
        with http_client(server.url) as http:
            user = User.register(Api(http))
            slug = user.write(title="Behind a lock")["slug"]
            assert user.api.article(slug)["title"] == "Behind a lock"
    finally:
        server.stop()
    assert PASSWORD not in server.output() and quote(PASSWORD, safe="") not in server.output()


@pytest.mark.spec("database: access")
@pytest.mark.parametrize("command", ["serve", "migrate"])
@pytest.mark.parametrize(
    ("wrong", "reason"),
    {
        "password": "Authentication failed",
        "user": "Authentication failed",
        "no user": "requires authentication",
        "authority": "certificate",
        "no authority": "certificate",
        "missing authority": "tlsCAFile",
        "name in the certificate": "certificate",
        "host": "resolve",
    }.items(),
)
def test_what_is_wrong_is_said_at_the_start(tmp_path, uri, command, wrong, reason):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    authority = f"tlsCAFile={tmp_path}/authority.pem"
    replaced, by = {
        "password": (f":{quote(PASSWORD, safe='')}@", ":wrong-horse@"),
        "user": ("conduit:", "nobody:"),
        "no user": (f"conduit:{quote(PASSWORD, safe='')}@", ""),
        "authority": (authority, f"tlsCAFile={other}"),
        "no authority": (f"&{authority}", ""),
        "missing authority": (authority, f"tlsCAFile={tmp_path}/none.pem"),
        "name in the certificate": ("@localhost", "@127.0.0.1"),
        "host": ("@localhost", "@nowhere.invalid"),
    }[wrong]
    assert replaced in uri
    settings = sharing(uri.replace(replaced, by) + "&serverSelectionTimeoutMS=1000")
    told = Conduit(tmp_path / "unused.db").refuse(command, **settings)
    assert "CONDUIT_DATABASE_URL" in told and reason in told
    assert not any(secret in told for secret in (PASSWORD, quote(PASSWORD, safe=""), "wrong-horse"))
