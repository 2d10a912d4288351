"""What infra/server tells the server, against the server's own table of settings (build/conduit --print-config)."""

import re
import subprocess

import pytest
from terraform import INFRA

BINARY = INFRA.parent / "build/conduit"
TASK = (INFRA / "server/task.tf").read_text()


def print_config(**environment):
    if not BINARY.exists():
        pytest.skip("build/conduit IS NOT BUILT: the server's own settings were not compared")
    environment = {
        "CONDUIT_STAGE": "prod",
        "CONDUIT_PUBLIC_URL": "https://www.example.com",
        "CONDUIT_DATABASE_URL": "sqlite:unused",  # any build knows this one; the URL itself is the database root's matter
        "CONDUIT_TOKEN_KEYS": "first:" + "x" * 64,  # as infra/server/secrets.tf makes the first
    } | environment
    result = subprocess.run([BINARY, "--print-config"], capture_output=True, text=True, env=environment)
    assert result.returncode == 0, result.stderr
    return dict(line.split("  #")[0].split("=", 1) for line in result.stdout.splitlines() if "=" in line)


def timing(name):
    text = (INFRA / "server/variables_service.tf").read_text()
    return int(re.search(rf"^\s+{name}\s*= optional\(number, (\d+)\)", text, re.M)[1])


def margin():
    return int(re.search(r"keep_alive_margin_seconds = (\d+)", (INFRA / "server/timing.tf").read_text())[1])


def test_defaults_of_both_sides_are_the_same():
    settings = print_config()
    assert settings["CONDUIT_KEEP_ALIVE"] == f"{timing('idle') + margin()}s"
    assert settings["CONDUIT_DRAIN_DELAY"] == f"{timing('drain')}s"
    assert settings["CONDUIT_DRAIN_TIMEOUT"] == f"{timing('in_flight')}s"


def test_the_server_knows_every_setting_that_a_task_gets():
    given = set(re.findall(r"^\s+(CONDUIT_\w+)\s+=", TASK, re.M))
    assert len(given) >= 10 and given <= print_config().keys()


def test_the_server_takes_the_values_as_they_are_written():
    settings = print_config(
        CONDUIT_PORT="8080",
        CONDUIT_TRUSTED_PROXY_HOPS=re.search(r'CONDUIT_TRUSTED_PROXY_HOPS\s*= "(\d)"', TASK)[1],
        CONDUIT_KEEP_ALIVE="75s",
        CONDUIT_DRAIN_DELAY="10s",
        CONDUIT_DRAIN_TIMEOUT="20s",
    )
    assert settings["CONDUIT_TRUSTED_PROXY_HOPS"] == "2"
    for name in ("KEEP_ALIVE", "DRAIN_DELAY", "DRAIN_TIMEOUT"):
        assert re.search(rf'CONDUIT_{name}\s*= "\$\{{[\w.]+\}}s"', TASK), "a duration carries its unit"
