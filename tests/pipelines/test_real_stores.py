"""`make test-stores`, as far as it goes without containers: what it starts, and that it ends what it started."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from support.servers import ROOT

pytestmark = pytest.mark.fast

BESIDE = ROOT / "tools/compose/compose.tests.yaml"


def service() -> dict:
    """The container of the tests."""
    return yaml.safe_load(BESIDE.read_text())["services"]["tests"]


def test_it_fits_the_specification():
    subprocess.run(["check-jsonschema", "--builtin-schema", "vendor.compose-spec", BESIDE], check=True)


def test_the_tests_meet_the_replica_set_that_compose_makes():
    mongo = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["mongo"]
    name = mongo["command"][mongo["command"].index("--replSet") + 1]
    uri = urlsplit(service()["environment"]["TEST_MONGO_URI"])
    assert parse_qs(uri.query) == {"replicaSet": [name]}
    assert f'_id: "{name}"' in mongo["healthcheck"]["test"][-1]
    assert f'host: "{uri.netloc}"' in mongo["healthcheck"]["test"][-1], (
        "the driver follows the set's own list"
    )
    assert uri.path.strip("/"), "a server is started with it as it is, and wants a database named"


def test_the_tests_wait_for_what_they_use():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    tests = service()
    hosts = {urlsplit(tests["environment"][name]).hostname for name in ("TEST_MONGO_URI", "TEST_VALKEY_URI")}
    assert tests["depends_on"] == {host: {"condition": "service_healthy"} for host in hosts}
    assert all(
        services[host]["profiles"] == tests["profiles"] and "healthcheck" in services[host] for host in hosts
    )


@pytest.fixture
def docker(tmp_path) -> Path:
    """A stand-in for it that notes what it was asked; running the tests ends with STATUS."""
    program = tmp_path / "docker"
    program.write_text(
        f'#!/bin/sh\necho "$*" >>{tmp_path}/calls\ncase "$*" in *" run "*) exit $STATUS ;; esac\n'
    )
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("status", [0, 3])
def test_containers_are_gone_afterwards_and_a_failure_stays_one(docker, tmp_path, status):
    done = subprocess.run(
        ["make", "--no-print-directory", "test-stores"],
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "STATUS": str(status),
        },
        check=False,
    )
    assert (done.returncode == 0) is (status == 0)
    run, down = (tmp_path / "calls").read_text().splitlines()
    files = re.findall(r"-f (\S+)", run)
    assert [ROOT / file for file in files] == [ROOT / "compose.yaml", BESIDE]
    assert run.endswith(" tests test-unit test-api")
    assert down.endswith(" down --volumes")
