"""The image, built by buildah from a base of Debian's packages, in both forms, and run as ECS runs it."""

import contextlib
import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.checkout import fork_into
from support.servers import ROOT, WORK, free_port, wait_for_port

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


def test_the_whole_form_is_a_site_whose_volume_outlives_it(images, tmp_path):
    """As docs/pipelines.md hosts it on any machine: page, script and API, and who signed up is there tomorrow."""
    volume = tmp_path / "data"
    volume.mkdir()
    volume.chmod(0o777)
    user = {"username": "ann", "email": "ann@example.com", "password": "correct horse"}
    with site(images["full"], volume) as url:
        kind, page = ask(url)
        assert kind.startswith("text/html")
        kind, _ = ask(url + re.search(r'src="(/assets/[^"]+\.js)"', page)[1])
        assert kind.startswith("text/javascript")
        ask(f"{url}/api/users", {"user": user})
    with site(images["full"], volume) as url:
        _, answer = ask(f"{url}/api/users/login", {"user": user})
        assert json.loads(answer)["user"]["username"] == "ann"


def ask(url: str, body: dict | None = None) -> tuple[str, str]:
    """Type and text of a good answer; any other raises."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} if data else {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


@contextlib.contextmanager
def site(image: str, volume: Path) -> Iterator[str]:
    port = free_port()
    options = ["--network=host", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--health-interval=disable"]
    limits = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096"]
    settings = [f"-eCONDUIT_PORT={port}", "-eCONDUIT_ADDRESS=127.0.0.1"]
    podman = {"check": True, "env": {**os.environ, "CONTAINERS_CONF": str(_runc())}, "text": True}
    name = subprocess.run(
        ["podman", "run", "-d", *options, *limits, *settings, f"-v{volume}:/data", image],
        stdout=subprocess.PIPE,
        **podman,
    ).stdout.strip()
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        subprocess.run(["podman", "stop", "--time=45", name], stdout=subprocess.DEVNULL, **podman)
        subprocess.run(["podman", "rm", name], stdout=subprocess.DEVNULL, **podman)


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


def test_a_bare_debian_installs_the_package_of_a_release_and_it_serves(roots, tmp_path):
    """What was built for the image is packed as release.yml does it, and meets a machine that has nothing of it."""
    if platform.freedesktop_os_release().get("VERSION_ID") != "12":
        pytest.skip("NOT DEBIAN 12: the libraries that the image was built with are not here to be looked up")
    checkout = fork_into(tmp_path / "checkout")
    (checkout / "build").mkdir()
    shutil.copy2(roots["full"] / "usr/bin/conduit", checkout / "build/conduit")
    shutil.copytree(roots["full"] / "usr/share/conduit/client", checkout / "build/client")
    subprocess.run([checkout / "tools/release/package.sh", "v1.2.3"], check=True)
    script = """
        apt-get update -qq && apt-get install -y -qq --no-install-recommends /release/*.deb >/dev/null
        set -a && CONDUIT_PORT=$PORT CONDUIT_ADDRESS=127.0.0.1
        eval "$(sed -n 's/^Environment=//p' /usr/lib/systemd/system/conduit.service)"
        mkdir /var/lib/conduit && conduit serve & server=$!
        for _ in $(seq 100); do conduit healthcheck 2>/dev/null && break; sleep 0.1; done
        conduit healthcheck && kill $server && wait $server && dpkg --verify conduit
    """
    options = [
        "--rm",
        "--network=host",
        f"-ePORT={free_port()}",
        "--ulimit=nofile=1024:1024",
        "--ulimit=nproc=4096:4096",
    ]
    subprocess.run(
        ["podman", "run", *options, f"-v{checkout}/build/release:/release:ro", BASE, "sh", "-ec", script],
        check=True,
        env={**os.environ, "CONTAINERS_CONF": str(_runc())},
    )


def test_it_is_small(images):
    for form, image in images.items():
        saved = subprocess.Popen(
            ["podman", "save", "--format", "docker-archive", image], stdout=subprocess.PIPE
        )
        size = len(gzip.compress(saved.stdout.read(), 6))
        assert saved.wait() == 0
        print(f"{form}: {size / 2**20:.1f} MiB compressed")
        assert size <= MOST_COMPRESSED
