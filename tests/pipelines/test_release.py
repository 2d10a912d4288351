"""What a release holds, packed on this machine from what is built here. That a bare Debian installs it: test_image.py."""

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from support.checkout import fork_into, git
from support.servers import ROOT

pytestmark = pytest.mark.fast


def pack(checkout: Path, version: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "tools/release/package.sh", version],
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """With what `make build` left here."""
    for built in ("conduit", "client/index.html"):
        if not (ROOT / "build" / built).exists():
            pytest.skip(f"build/{built} IS NOT BUILT: no release was packed")
    directory = fork_into(tmp_path_factory.mktemp("release"))
    (directory / "build").mkdir()
    shutil.copy2(ROOT / "build/conduit", directory / "build")
    shutil.copytree(ROOT / "build/client", directory / "build/client")
    return directory


@pytest.fixture(scope="module")
def packed(checkout) -> dict[str, Path]:
    done = pack(checkout, "v1.2.3")
    assert done.returncode == 0, done.stderr
    files = list((checkout / "build/release").iterdir())
    assert sorted(file.name for file in files) == sorted(done.stdout.split()), "nothing else is left there"
    return {file.suffix: file for file in files}


def field(package: Path, name: str) -> str:
    return subprocess.check_output(["dpkg-deb", "--field", package, name], text=True).strip()


def test_its_name_says_what_it_is_for(packed):
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    release = re.search(r'^VERSION_ID="(\d+)"', Path("/etc/os-release").read_text(), re.MULTILINE)[1]
    assert {file.name for file in packed.values()} == {
        f"conduit_1.2.3_debian{release}_{architecture}.{kind}" for kind in ("deb", "tar.gz")
    }
    assert field(packed[".deb"], "Version") == f"1.2.3+deb{release}", "the next Debian's is the newer one"


def test_every_library_comes_by_a_package_that_it_depends_on(packed, checkout):
    depends = {entry.split()[0] for entry in field(packed[".deb"], "Depends").split(", ")}
    headers = subprocess.check_output(["objdump", "-p", checkout / "build/conduit"], text=True)
    libraries = set(re.findall(r"NEEDED\s+(\S+)", headers))
    assert "libstdc++.so.6" in libraries
    for library in libraries:
        found = subprocess.check_output(["dpkg-query", "-S", f"*/{library}"], text=True)
        owners = {line.split(":")[0] for line in found.splitlines()}
        assert owners & depends, f"{library} comes by {owners}"
    with tarfile.open(packed[".gz"]) as archive:
        listed = archive.extractfile("conduit-1.2.3/usr/share/doc/conduit/packages").read().decode().split()
    assert set(listed) == depends


def test_both_hold_the_same_and_the_program_runs(packed, tmp_path):
    subprocess.run(["dpkg-deb", "-x", packed[".deb"], tmp_path / "deb"], check=True)
    subprocess.run(["tar", "-xzf", packed[".gz"], "-C", tmp_path], check=True)
    subprocess.run(["diff", "-r", tmp_path / "deb", tmp_path / "conduit-1.2.3"], check=True)
    program = tmp_path / "deb/usr/bin/conduit"
    assert subprocess.check_output([program, "version"], env={}, text=True).startswith("conduit ")
    assert (tmp_path / "deb/usr/share/conduit/client/index.html").is_file()
    unit = (tmp_path / "deb/usr/lib/systemd/system/conduit.service").read_text()
    assert f"ExecStart=/{program.relative_to(tmp_path / 'deb')} serve\n" in unit


def test_the_same_build_makes_the_same_files_whoever_packs_them(packed, checkout):
    before = {file: file.read_bytes() for file in packed.values()}
    umask = os.umask(0o077)
    try:
        done = pack(checkout, "v1.2.3", LC_ALL="C", TZ="Pacific/Auckland")
    finally:
        os.umask(umask)
    assert done.returncode == 0, done.stderr
    assert {file: file.read_bytes() for file in packed.values()} == before


@pytest.mark.parametrize("version", ["", "v1", "1.2", "v1.2.3/..", "latest"])
def test_what_is_no_version_is_not_packed(version):
    assert pack(ROOT, version).returncode == 2


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def notes(checkout: Path, tag: str) -> str:
    return subprocess.check_output([checkout / "tools/release/notes.sh", tag], text=True)


def test_notes_are_the_versions_section_of_the_changelog(fork):
    (fork / "CHANGELOG.md").write_text("# Changelog\n\n## [1.2.3]\n\n- new\n\n## 1.2.2\n\n- old\n")
    assert notes(fork, "v1.2.3").strip() == "- new"
    assert notes(fork, "v1.2.2").strip() == "- old"


def test_without_a_section_they_are_the_commits_since_the_tag_before(fork):
    git(fork, "tag", "v1.0.0")
    git(fork, "commit", "-q", "--allow-empty", "-m", "articles: a new thing")
    git(fork, "tag", "v1.1.0")
    text = notes(fork, "v1.1.0")
    assert text.startswith("## Changes since v1.0.0\n")
    assert "- articles: a new thing (" in text
    assert "fork" not in text, "what was in the release before"
