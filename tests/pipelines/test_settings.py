"""Every setting that a file of the repository hands to the server is one that the server knows. It refuses to start
with any other name, so that a slip of the pen would end the next deploy in a rollback."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml
from support.servers import ROOT

pytestmark = pytest.mark.fast

# What sets or explains settings; the server's own tests and the client are no part of it.
SOURCES = (
    "infra",
    "tools",
    "docs",
    ".github",
    "compose.yaml",
    "Dockerfile",
    "Makefile",
    "README.md",
    "CONTRIBUTING.md",
)
# Of the tests and the client's development server.
OTHERS = {
    "CONDUIT_API",
    "CONDUIT_BINARY",
    "CONDUIT_COMMIT",
    "CONDUIT_TEST_SLOWDOWN",
    "CONDUIT_URL",
}
NAME = re.compile(r"\bCONDUIT_[A-Z_]*[A-Z]\b")


@cache
def known() -> set[str]:
    """As `conduit --help` prints them, which a test of the server holds to the golden file."""
    return set(NAME.findall((ROOT / "api/golden/help.txt").read_text()))


def files() -> list[Path]:
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *SOURCES], cwd=ROOT, text=True
    )
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def test_the_server_knows_every_setting_that_is_named():
    named = {
        (name, path.relative_to(ROOT).as_posix())
        for path in files()
        for name in NAME.findall(path.read_text(errors="ignore"))
    }
    assert len({name for name, _ in named}) >= 12
    assert {(name, file) for name, file in named if name not in known() | OTHERS} == set()


def test_compose_hands_over_what_the_server_knows():
    services = compose()["services"]
    given = {name for service in services.values() for name in service.get("environment", {})}
    assert {"CONDUIT_DATABASE_URL", "CONDUIT_CACHE_URL", "CONDUIT_TOKEN_KEYS"} <= given
    assert given <= known()


# ── compose.yaml, as far as that goes without an engine ──────────────────────────────────────────────────────────────


@cache
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_compose_fits_its_specification():
    subprocess.run(
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", ROOT / "compose.yaml"], check=True
    )


def test_the_plain_set_up_is_one_container_and_the_scaled_one_is_all_the_others():
    services = compose()["services"]
    assert [name for name, service in services.items() if "profiles" not in service] == ["conduit"]
    assert {tuple(service["profiles"]) for name, service in services.items() if name != "conduit"} == {
        ("scaled",)
    }
    # `up balancer` must start all of it.
    reached, new = set(), {"balancer"}
    while new:
        reached |= new
        new = {other for name in new for other in services[name].get("depends_on", {})} - reached
    assert reached == set(services) - {"conduit"}


def test_equal_servers_are_equal_and_wait_for_what_they_need():
    services = compose()["services"]
    assert services["server-1"] == services["server-2"]
    assert services["server-1"]["depends_on"] == {
        "seed": {"condition": "service_completed_successfully"},
        "valkey": {"condition": "service_healthy"},
    }
    for name, service in services.items():
        for other, wish in service.get("depends_on", {}).items():
            has_check = "healthcheck" in services[other] or services[other]["image"] == "conduit:local"
            assert wish["condition"] != "service_healthy" or has_check, f"{name} waits for {other} for ever"


def test_the_balancer_knows_the_servers_and_nginx_its_configuration(tmp_path):
    text = (ROOT / "tools/compose/nginx.conf").read_text()
    assert set(re.findall(r"^\s+server ([\w-]+):8080", text, re.MULTILINE)) == {"server-1", "server-2"}
    # Names of containers resolve only among containers.
    local = tmp_path / "nginx.conf"
    local.write_text(re.sub(r"server-\d:8080", "127.0.0.1:8080", text).replace("/tmp/", f"{tmp_path}/"))
    subprocess.run(["nginx", "-t", "-q", "-p", tmp_path, "-c", local], check=True)
