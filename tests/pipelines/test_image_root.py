"""The root of the image, laid out on this machine: what can be known of the image without building one."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.servers import ROOT

pytestmark = pytest.mark.fast

BUILT = (ROOT / "build/conduit", ROOT / "build/client/index.html")


def lay_out(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    missing = [path for path in BUILT if not path.exists()]
    if missing:
        pytest.skip(f"{missing[0]} IS NOT BUILT: the image's root was not laid out")
    if os.getuid() != 0:
        pytest.skip("NOT ROOT: files of the image belong to other users, so its root was not laid out")
    return subprocess.run(
        [ROOT / "tools/image/lay_out_root.sh", "shell", root],
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """For tests that leave it as it was."""
    root = tmp_path_factory.mktemp("image") / "root"
    done = lay_out(root)
    assert done.returncode == 0, done.stderr
    return root


def archived(root: Path) -> bytes:
    """Every byte of it, with owners, modes and times, as a layer holds them."""
    return subprocess.check_output(["tar", "-C", root, "--sort=name", "--numeric-owner", "-c", "."])


def test_the_same_build_makes_the_same_root_whoever_lays_it_out(root, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    before = os.umask(0o077)
    try:
        done = lay_out(elsewhere, LC_ALL="C", TZ="Pacific/Auckland")
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    assert archived(elsewhere) == archived(root)
    assert {int(path.lstat().st_mtime) for path in root.rglob("*")} == {0}


BUNDLE = "etc/conduit/rds-global-bundle.pem"


def test_the_certificates_of_a_database_are_put_in_where_infra_looks_for_them(root, tmp_path):
    assert not (root / BUNDLE).exists(), "only where they are asked for"
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----\n")
    done = lay_out(tmp_path / "with", DATABASE_CA_URL=bundle.as_uri())
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "with" / BUNDLE).read_bytes() == bundle.read_bytes()
    assert f'"/{BUNDLE}"' in (ROOT / "infra/documentdb/variables.tf").read_text()


def test_what_is_no_bundle_of_certificates_is_not_put_in(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<h1>Log in to the network</h1>")
    for url in (page.as_uri(), (tmp_path / "none").as_uri()):
        done = lay_out(tmp_path / "root", DATABASE_CA_URL=url)
        assert done.returncode != 0
        assert url in done.stderr
        shutil.rmtree(tmp_path / "root")


def starts(root: Path) -> bool:
    """Whether the program loads with nothing but the root around it."""
    command = [shutil.which("chroot"), root, "/usr/bin/conduit", "version"]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.startswith("conduit ")


def test_the_program_finds_its_libraries(root):
    assert starts(root)


def test_without_any_one_of_them_it_would_not_start(root):
    """Nothing is carried that is not needed, and the test above would notice what is missing."""
    assert starts(root)
    libraries = [path for path in root.rglob("*.so*") if path.is_file()]
    assert len(libraries) > 5
    for library in libraries:
        aside = library.rename(root / "aside")
        assert not starts(root), f"{library.name} is not needed"
        aside.rename(library)


def test_a_library_that_the_build_lacks_is_noticed(tmp_path):
    ldd = tmp_path / "ldd"
    ldd.write_text(f'#!/bin/sh\n{shutil.which("ldd")} "$@"\necho "\tlibgone.so.1 => not found"\n')
    ldd.chmod(0o755)
    done = lay_out(tmp_path / "root", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert "libgone.so.1 => not found" in done.stderr


def test_what_setting_up_reads_is_part_of_the_build():
    """A file that .dockerignore keeps out would be missed by `docker build --target tests` alone."""
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    setup = (ROOT / "tools/setup.sh").read_text()
    read = re.findall(r"\b(?:tools|tests)/[\w/.-]*\w", re.sub(r"(?:^|\s)#.*", "", setup, flags=re.MULTILINE))
    assert len(read) > 3
    for path in read:
        assert any(path == name or path.startswith(f"{name}/") for name in let_in), path


def test_openssl_finds_the_certificates_of_authorities(root):
    (library,) = root.rglob("libcrypto.so.*")
    assert b"/usr/lib/ssl" in library.read_bytes(), "its directory, as Debian builds it"
    bundle = (root / "usr/lib/ssl/cert.pem").readlink()
    assert "BEGIN CERTIFICATE" in (root / bundle.relative_to("/")).read_text()
