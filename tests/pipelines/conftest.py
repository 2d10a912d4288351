"""The servers that the tests need: registries, AWS's API and a public address, all on loopback."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.checkout import fork_into
from support.cluster import Cluster
from support.public import public_address
from support.servers import WORK, free_port, http, program
from support.stage import Services, Stage

# Of the emulator's one ECR token.
HTPASSWD = "AWS:$2b$05$E0W0mxKbJFTXoPaK7oLpeeHSmlaflGLV3ZxN0nCitFJopGjpbxIFS\n"


def _registry(directory: Path, htpasswd: str | None):
    port = free_port()
    directory.mkdir(parents=True)
    environment = {
        "PATH": os.environ["PATH"],
        "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY": str(directory / "data"),
        "REGISTRY_HTTP_ADDR": f"127.0.0.1:{port}",
        "REGISTRY_LOG_LEVEL": "warn",
        "OTEL_TRACES_EXPORTER": "none",
    }
    if htpasswd:
        (directory / "htpasswd").write_text(htpasswd)
        environment |= {
            "REGISTRY_AUTH_HTPASSWD_REALM": "stage",
            "REGISTRY_AUTH_HTPASSWD_PATH": str(directory / "htpasswd"),
        }
    (directory / "config.yml").write_text("version: 0.1\nstorage: {filesystem: {}}\nhttp: {addr: ''}\n")
    command = [str(WORK / "registry"), "serve", str(directory / "config.yml")]
    return port, program(command, port, environment, directory / "log")


@pytest.fixture(scope="session")
def services(tmp_path_factory) -> Iterator[Services]:
    work = tmp_path_factory.mktemp("services")
    emulator = free_port()
    stage, stage_registry = _registry(work / "stage", HTPASSWD)
    build, build_registry = _registry(work / "build", None)
    settings = work / "home" / ".config" / "containers"
    settings.mkdir(parents=True)
    (settings / "registries.conf").write_text(
        "".join(f'[[registry]]\nlocation = "127.0.0.1:{port}"\ninsecure = true\n' for port in (stage, build))
    )
    # Nothing of the caller's AWS set-up may leak in.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (
        stage_registry,
        build_registry,
        program(
            [str(Path(sys.executable).parent / "ministack")],
            emulator,
            {**clean, "GATEWAY_PORT": str(emulator)},
            work / "emulator.log",
        ),
    ):
        yield Services(
            emulator=f"http://127.0.0.1:{emulator}",
            stage_registry=f"127.0.0.1:{stage}",
            build_registry=f"127.0.0.1:{build}",
            environment={"HOME": str(work / "home")},
        )


@contextlib.contextmanager
def running_stage(services: Services, directory: Path, project: str) -> Iterator[Stage]:
    cluster = Cluster(services.emulator)
    holder: dict[str, Stage] = {}
    with http(cluster.handler()) as proxy, http(public_address(holder)) as public:
        made = Stage(
            services, cluster, project, f"http://127.0.0.1:{proxy}", f"http://127.0.0.1:{public}", directory
        )
        holder["stage"] = made
        made.create()
        yield made
        # All stages here have one host name; the next one's distribution must be the only one that answers to it.
        made.delete_distribution()


@pytest.fixture
def stage(services, tmp_path, request) -> Iterator[Stage]:
    """A stage as Terraform leaves it, for one test."""
    project = "p" + hashlib.sha1(request.node.nodeid.encode()).hexdigest()[:8]
    with running_stage(services, tmp_path, project) as made:
        yield made


@pytest.fixture(scope="class")
def living_stage(services, tmp_path_factory) -> Iterator[Stage]:
    """A stage that the tests of a class deploy to one after another."""
    with running_stage(services, tmp_path_factory.mktemp("living"), "conduit") as made:
        yield made


@pytest.fixture
def fork(tmp_path) -> Path:
    return fork_into(tmp_path)
