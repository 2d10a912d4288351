"""The times of infra/server against the server's own, read from the binary that was built."""

import re
import subprocess

import pytest
from terraform import INFRA

BINARY = INFRA.parent / "build/conduit"


def defaults():
    if not BINARY.exists():
        pytest.skip("build/conduit IS NOT BUILT: the server's own times were not compared")
    printed = subprocess.run([BINARY, "--print-config"], capture_output=True, text=True, check=True, env={}).stdout
    # One setting a line, name first; times in seconds, with or without an s.
    found = {}
    for line in printed.splitlines():
        words = re.split(r"[\s=:]+", line.strip(), maxsplit=1)
        if len(words) == 2:
            found[words[0].lower()] = words[1].strip().strip('"')
    return found


def seconds(settings, *parts):
    for name, value in settings.items():
        if all(part in name for part in parts):
            match = re.match(r"(\d+)(ms|s)?\b", value)
            assert match, f"{name} = {value} is no time"
            return int(match[1]) / (1000 if match[2] == "ms" else 1)
    pytest.fail(f"conduit --print-config knows no setting named like {parts}: {sorted(settings)}")


def timing(name):
    text = (INFRA / "server/variables_service.tf").read_text()
    return int(re.search(rf"^\s+{name}\s*= optional\(number, (\d+)\)", text, re.M)[1])


def test_keep_alive_of_the_server_is_what_we_set_and_above_the_load_balancers():
    margin = int(re.search(r"keep_alive_margin_seconds = (\d+)", (INFRA / "server/timing.tf").read_text())[1])
    assert seconds(defaults(), "keep_alive") == timing("idle") + margin


def test_drain_of_the_server_is_within_ours():
    settings = defaults()
    assert seconds(settings, "drain") == timing("drain")
