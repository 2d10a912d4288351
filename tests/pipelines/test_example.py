"""The worked example of docs/make-it-yours.md still applies, and leaves the gates green that need no build.

That it compiles and that its own tests pass takes a whole build: `make example`, each night."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from support.checkout import fork_into, git
from support.servers import ROOT

pytestmark = pytest.mark.example

PATCHES = sorted((ROOT / "docs/examples/location").glob("*.patch"))
PAGE = (ROOT / "docs/make-it-yours.md").read_text()


def example(fork: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [fork / "tools/example.sh", *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def applied(tmp_path_factory) -> Path:
    fork = fork_into(tmp_path_factory.mktemp("example"))
    done = example(fork, "apply")
    assert done.returncode == 0, (
        f"{done.stdout}{done.stderr}\nA patch no longer applies: tools/example.sh says how to mend it"
    )
    return fork


def test_each_patch_is_a_step_of_the_page_and_a_commit(applied):
    assert re.findall(r"\(examples/location/(\S+)\)", PAGE) == [path.name for path in PATCHES]
    titles = git(applied, "log", "--reverse", "--format=%s").splitlines()[1:]
    assert titles == [path.read_text().splitlines()[0] for path in PATCHES]


def test_what_has_been_applied_is_not_applied_again_and_can_be_written_back(applied):
    before = git(applied, "rev-parse", "HEAD")
    assert example(applied, "apply").returncode == 0
    assert example(applied, "write").returncode == 0
    assert git(applied, "rev-parse", "HEAD") == before
    assert git(applied, "status", "--porcelain") == "", "the patches are what `write` makes of them"


def test_a_step_that_conflicts_says_so_and_changes_nothing(fork):
    contract = fork / "api/openapi.yml"
    contract.write_text(contract.read_text().replace("    Profile:\n", "    ProfileOfAUser:\n"))
    git(fork, "commit", "-qam", "another contract")
    before = git(fork, "rev-parse", "HEAD")
    done = example(fork, "apply")
    assert done.returncode != 0
    assert "openapi.yml" in done.stderr
    assert git(fork, "rev-parse", "HEAD") == before
    assert git(fork, "status", "--porcelain") == ""


def test_a_checkout_with_changes_is_left_alone(fork):
    (fork / "README.md").write_text("mine")
    assert example(fork, "apply").returncode == 2
    assert (fork / "README.md").read_text() == "mine"


def test_layers_and_formats_are_as_they_must_be(applied):
    for check in ("tools/check_layers.py", "tools/check_format.sh"):
        subprocess.run([applied / check], check=True)


def test_the_generated_types_agree_and_the_client_compiles(applied):
    modules = ROOT / "client/node_modules"
    if not modules.exists():
        pytest.skip("client/node_modules IS NOT INSTALLED: the example's client was not compiled")
    client = applied / "client"
    (client / "node_modules").symlink_to(modules)
    environment = os.environ | {"PATH": f"{modules}/.bin:{os.environ['PATH']}"}
    for command in (
        ["openapi-typescript", "../api/openapi.yml", "-o", "schema.new"],
        ["cmp", "schema.new", "src/api/schema.d.ts"],
        ["tsc", "--noEmit"],
        ["prettier", "--check", "--log-level=warn", "src/routes", "e2e"],
    ):
        done = subprocess.run(
            command, cwd=client, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_make_example_tries_it_each_night():
    assert "make example" in PAGE
    assert "tools/example.sh apply" in (ROOT / "Makefile").read_text()
