"""The image, built by buildah from a base of Debian's packages, in both forms, and run as ECS runs it."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest
from support.servers import ROOT, WORK

pytestmark = [pytest.mark.image, pytest.mark.timeout(3600)]

BASE = "localhost/debian:bookworm-slim"
COMMIT = os.environ.get("IMAGE_COMMIT", "0123456789abcdef0123456789abcdef01234567")
MOST_COMPRESSED = 40 * 1024 * 1024
# Built already: IMAGE_PREFIX=localhost/conduit IMAGE_COMMIT=… skips the build.
PREFIX = os.environ.get("IMAGE_PREFIX", "")


def build(form: str) -> str:
    tag = f"localhost/conduit-test:{form}"
    subprocess.run(
        [
            "buildah",
            "bud",
            "--pull=never",
            "--isolation",
            "chroot",
            "--format",
            "docker",
            "--layers",
            "--from",
            BASE,
            "--build-arg",
            f"COMMIT={COMMIT}",
            "--build-arg",
            f"CLIENT={form}",
            "-t",
            tag,
            ".",
        ],
        cwd=ROOT,
        check=True,
    )
    return tag


@pytest.fixture(scope="session")
def images() -> dict[str, str]:
    if PREFIX:
        return {form: f"{PREFIX}:{form}" for form in ("shell", "full")}
    subprocess.run([ROOT / "tests/pipelines/stand_in_base.sh", BASE], cwd=ROOT, check=True)
    return {form: build(form) for form in ("shell", "full")}


@pytest.fixture(scope="session")
def roots(images, tmp_path_factory) -> dict[str, Path]:
    """What is in each image, unpacked."""
    made = {}
    for form, image in images.items():
        made[form] = tmp_path_factory.mktemp(form)
        container = subprocess.check_output(["podman", "create", image], text=True).strip()
        export = subprocess.Popen(["podman", "export", container], stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", made[form]], stdin=export.stdout, check=True)
        assert export.wait() == 0
        subprocess.run(["podman", "rm", container], check=True, stdout=subprocess.DEVNULL)
    return made


def test_it_runs_as_ecs_runs_it(images):
    subprocess.run(
        [ROOT / "tests/pipelines/try_image.sh", "podman", images["shell"], COMMIT],
        check=True,
        env={**os.environ, "CONTAINERS_CONF": str(_runc())},
    )


def _runc() -> Path:
    conf = WORK / "containers.conf"
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text('[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n')
    return conf


def test_its_configuration(images):
    config = json.loads(subprocess.check_output(["podman", "image", "inspect", images["shell"]]))[0]
    assert config["User"] == "65532:65532"
    assert config["Config"]["Entrypoint"] == ["/usr/bin/conduit"]
    assert config["Config"]["Cmd"] == ["serve"]
    assert config["Config"]["StopSignal"] == "SIGTERM"
    assert config["Healthcheck"]["Test"] == ["CMD", "/usr/bin/conduit", "healthcheck"]
    assert config["Labels"]["org.opencontainers.image.revision"] == COMMIT
    assert config["Labels"]["com.datadoghq.tags.version"] == COMMIT


def test_it_holds_the_program_its_libraries_and_no_shell(roots):
    root = roots["shell"]
    programs = {path.name for path in (root / "usr/bin").iterdir()}
    assert programs == {"conduit"}
    assert not (root / "usr/sbin").exists()
    writable = [path for path in root.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o022]
    assert writable == [root / "tmp"]


def test_scanners_find_its_packages(roots):
    records = {path.name for path in (roots["shell"] / "var/lib/dpkg/status.d").iterdir()}
    assert {"base-files", "ca-certificates", "libc6", "libstdc++6", "libsodium23", "libsqlite3-0"} <= records
    for name in records:
        assert (roots["shell"] / "usr/share/doc" / name / "copyright").is_file()


def test_the_form_for_aws_holds_the_page_and_no_other_client_file(roots):
    client = roots["shell"] / "usr/share/conduit/client"
    assert [path.relative_to(client).as_posix() for path in client.rglob("*")] == ["index.html"]
    whole = roots["full"] / "usr/share/conduit/client"
    assert any(path.name.endswith(".js") for path in (whole / "assets").iterdir())


def test_it_is_small(images):
    for form, image in images.items():
        saved = subprocess.Popen(
            ["podman", "save", "--format", "docker-archive", image], stdout=subprocess.PIPE
        )
        size = len(gzip.compress(saved.stdout.read(), 6))
        assert saved.wait() == 0
        print(f"{form}: {size / 2**20:.1f} MiB compressed")
        assert size <= MOST_COMPRESSED
