"""serve's configuration, healthcheck, version, openapi and help"""

import json
import socket

import pytest
import yaml

from stand_ins.stand_ins import free_port
from support.api import Api, User, http_client
from support.server import wait_until
from support.settings import CONTRACT, TOKEN_SECRET

COMMANDS = [
    "serve",
    "migrate",
    "seed",
    "export",
    "import",
    "healthcheck",
    "repair",
    "metrics",
    "openapi",
    "version",
]
SECRET = "a-secret-that-nobody-may-read-0123456789"


@pytest.mark.spec("cli: help")
def test_help_names_every_command(conduit):
    for arguments in (["--help"], ["-h"], []):
        done = conduit().run(*arguments)
        text = (done.stdout + done.stderr).decode()
        assert all(command in text for command in COMMANDS), arguments
    assert conduit().succeed("--help")


@pytest.mark.spec("cli: help")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(conduit, command):
    assert command in conduit().succeed(command, "--help").decode()


@pytest.mark.spec("cli: help")
@pytest.mark.parametrize(
    "arguments", [["sevre"], ["serve", "--prot", "1"], ["serve", "surplus"], ["--unknown"]], ids=" ".join
)
def test_wrong_use_is_named(conduit, arguments):
    assert arguments[min(1, len(arguments) - 1)].lstrip("-") in conduit().refuse(*arguments)


@pytest.mark.spec("cli: version")
def test_version_is_the_servers(conduit, start_server):
    text = conduit().succeed("version").decode()
    with http_client(start_server().url) as http:
        version = http.get("/version").json()
    assert version["version"] in text and version["commit"] in text


@pytest.mark.spec("cli: openapi")
def test_openapi_prints_the_contract(conduit, start_server):
    contract = yaml.safe_load(CONTRACT.read_text())
    assert json.loads(conduit().succeed("openapi")) == contract
    with http_client(start_server().url) as http:
        assert http.get("/api/openapi.json").json() == contract


@pytest.mark.spec("cli: healthcheck")
def test_healthcheck_tells_a_ready_server_from_none(conduit, start_server):
    server = start_server()
    conduit().succeed("healthcheck", CONDUIT_PORT=str(server.port))
    server.stop()
    assert conduit().run("healthcheck", CONDUIT_PORT=str(server.port)).returncode == 1


@pytest.mark.spec("cli: healthcheck")
@pytest.mark.case("E02")
def test_healthcheck_fails_while_the_server_drains(conduit, start_server):
    server = start_server({"CONDUIT_DRAIN_DELAY": "2s"})
    server.process.terminate()
    wait_until(
        lambda: conduit().run("healthcheck", CONDUIT_PORT=str(server.port)).returncode == 1,
        1.5,
        "healthcheck to fail",
    )


@pytest.mark.spec("cli: print-config")
def test_printed_configuration_hides_secrets(conduit):
    text = conduit().succeed("serve", "--print-config", CONDUIT_TOKEN_KEYS=f"k1:{SECRET}").decode()
    assert "CONDUIT_TOKEN_KEYS" in text
    assert SECRET not in text


@pytest.mark.spec("cli: print-config")
def test_printed_configuration_shows_what_is_in_force(conduit):
    text = (
        conduit().succeed("serve", "--print-config", CONDUIT_PORT="12345", CONDUIT_KEEP_ALIVE="33s").decode()
    )
    assert "12345" in text and "33" in text


@pytest.mark.case("E01")
def test_idle_connections_outlive_the_load_balancers(conduit):
    """The balancer closes after 60 s. Were the server first, requests would meet a closed connection."""
    text = conduit().succeed("serve", "--print-config").decode()
    (line,) = [line for line in text.splitlines() if "KEEP_ALIVE" in line]
    assert "75s" in line


@pytest.mark.spec("cli: bad configuration")
@pytest.mark.parametrize(
    "name, value, expectation",
    [
        ("CONDUIT_PORT", "banana", "65535"),
        ("CONDUIT_PORT", "65536", "65535"),
        ("CONDUIT_PORT", "-1", "65535"),
        ("CONDUIT_PORT", "", "65535"),
        ("CONDUIT_STAGE", "production", "demo"),
        ("CONDUIT_LOG_FORMAT", "xml", "json"),
        ("CONDUIT_DATABASE_URL", "oracle://x", "sqlite:"),
        ("CONDUIT_HEADER_TIMEOUT", "soon", "10s"),
        ("CONDUIT_BODY_TIMEOUT", "-1s", "10s"),
        ("CONDUIT_TRUSTED_PROXY_HOPS", "many", "16"),
        ("CONDUIT_SEED_DEMO", "perhaps", "true"),
        ("CONDUIT_CORS_ORIGINS", "not an origin", "https://"),
    ],
)
def test_bad_value_is_named_with_what_was_expected(conduit, name, value, expectation):
    message = conduit().refuse("serve", **{name: value})
    assert name in message
    assert value in message
    assert expectation in message


@pytest.mark.spec("cli: bad configuration")
def test_all_bad_values_are_named_at_once(conduit):
    message = conduit().refuse("serve", CONDUIT_PORT="banana", CONDUIT_LOG_FORMAT="xml")
    assert "CONDUIT_PORT" in message and "CONDUIT_LOG_FORMAT" in message


@pytest.mark.spec("cli: secrets")
@pytest.mark.parametrize("value", [f"{SECRET} no colon", f"k1:{SECRET},k1:{SECRET}x", "k1:short"])
def test_bad_secret_is_named_but_not_shown(conduit, value):
    message = conduit().refuse("serve", CONDUIT_TOKEN_KEYS=value)
    assert "CONDUIT_TOKEN_KEYS" in message
    assert SECRET not in message


@pytest.mark.spec("cli: secrets")
@pytest.mark.parametrize("stage", ["dev", "demo", "prod"])
def test_no_insecure_default_outside_local(conduit, stage):
    assert "CONDUIT_TOKEN_KEYS" in conduit().refuse("serve", CONDUIT_STAGE=stage, CONDUIT_TOKEN_KEYS=None)


@pytest.mark.spec("cli: secrets")
def test_secret_can_come_from_a_file(start_server, tmp_path):
    """A token signed with the key from the environment is good for the server that has it from a file."""
    key_file = tmp_path / "keys"
    key_file.write_text(f"test:{TOKEN_SECRET}\n")
    server = start_server()
    with http_client(server.url) as http:
        user = User.register(Api(http))
    server.stop()
    server.settings = {"CONDUIT_TOKEN_KEYS_FILE": str(key_file), "CONDUIT_TOKEN_KEYS": None}
    server.start()
    with http_client(server.url) as http:
        assert Api(http, user.token).get("/api/user").status_code == 200


@pytest.mark.spec("cli: secrets")
@pytest.mark.case("E11")
def test_keys_rotate(start_server):
    """The first key signs; tokens of the second are still good until it is taken away."""
    server = start_server({"CONDUIT_TOKEN_KEYS": f"old:{SECRET}"})
    with http_client(server.url) as http:
        user = User.register(Api(http))

    def status_with(keys: str) -> int:
        server.stop()
        server.settings = {"CONDUIT_TOKEN_KEYS": keys}
        server.start()
        with http_client(server.url) as http:
            return Api(http, user.token).get("/api/user").status_code

    assert status_with(f"new:{SECRET[::-1]},old:{SECRET}") == 200
    assert status_with(f"new:{SECRET[::-1]}") == 401


@pytest.mark.spec("cli: bad configuration")
def test_port_in_use_is_named(conduit):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = conduit().run("serve", CONDUIT_PORT=port)
    assert done.returncode not in (0, 2) and done.returncode > 0
    assert port in (done.stdout + done.stderr).decode()


@pytest.mark.spec("cli: bad configuration")
def test_port_of_a_running_server_is_refused(conduit, start_server):
    """Listeners that share a port would share its requests, half of them for the wrong database."""
    server = start_server()
    done = conduit().run("serve", CONDUIT_PORT=str(server.port))
    assert done.returncode == 1
    assert str(server.port) in (done.stdout + done.stderr).decode()


@pytest.mark.spec("cli: bad configuration")
def test_database_that_cannot_be_opened_is_named(conduit, tmp_path):
    path = tmp_path / "missing" / "folder" / "x.db"
    (tmp_path / "missing").write_text("a file where a folder should be")
    done = conduit().run("serve", CONDUIT_PORT=str(free_port()), CONDUIT_DATABASE_URL=f"sqlite:{path}")
    assert done.returncode > 0
    assert (
        "CONDUIT_DATABASE_URL" in (done.stdout + done.stderr).decode()
        or str(path) in (done.stdout + done.stderr).decode()
    )
