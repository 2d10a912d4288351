"""A fork becomes another product by one command: nothing of the old name is left, and what can be read is still readable.
That the renamed product builds and passes its own tests takes a whole build: `make renamed`, each night."""

import ast
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from support.checkout import git, tracked
from support.servers import ROOT

pytestmark = pytest.mark.fast

OLD = re.search(r"^name: (\w+)$", (ROOT / "compose.yaml").read_text(), re.MULTILINE)[1]
NEW = "".join(("quo", "kka"))  # in two parts: it must occur nowhere in the checkout, not even here


def rename(fork: Path, name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([fork / "tools/rename.sh", name], capture_output=True, text=True, check=False)


def test_nothing_of_the_old_name_is_left_and_it_can_be_renamed_again(fork):
    before = {path.relative_to(fork).as_posix() for path in tracked(fork)}
    for old, new in ((OLD, NEW), (NEW, OLD)):
        done = rename(fork, new)
        assert done.returncode == 0, done.stderr
        left = [path for path in tracked(fork) if old in f"{path.relative_to(fork)}\n{_text(path)}".lower()]
        assert left == []
        assert f"{new.upper()}_PORT" in (fork / "api/golden/help.txt").read_text()
        _everything_is_readable(fork)
        git(fork, "add", "-A")
        git(fork, "commit", "-qm", "renamed")
    assert {path.relative_to(fork).as_posix() for path in tracked(fork)} == before
    assert git(fork, "diff", "--stat", "HEAD~2", "HEAD") == "", "back and forth changes nothing"


def test_the_worked_example_is_renamed_step_by_step(fork, tmp_path_factory):
    """Without the formatting in between, which takes a minute."""
    make = tmp_path_factory.mktemp("bin") / "make"
    make.write_text("#!/bin/sh\n")
    make.chmod(0o755)
    assert rename(fork, NEW).returncode == 0
    environment = os.environ | {"PATH": f"{make.parent}:{os.environ['PATH']}"}
    subprocess.run([fork / "tools/rename_example.sh", NEW], env=environment, check=True)
    git(fork, "add", "-A")
    git(fork, "commit", "-qm", "renamed")
    for action in ("apply", "write"):
        subprocess.run([fork / "tools/example.sh", action], check=True, stdout=subprocess.DEVNULL)
    assert git(fork, "status", "--porcelain") == "", "the patches are what their commits would be written as"


def _text(path: Path) -> str:
    return path.read_bytes().decode(errors="ignore") if path.is_file() else ""


def _everything_is_readable(fork: Path) -> None:
    for path in tracked(fork):
        match path.suffix:
            case ".py":
                ast.parse(path.read_text())
            case ".json" if "tsconfig" not in path.name:
                json.loads(path.read_text())
            case ".yml" | ".yaml":
                yaml.safe_load(path.read_text())
            case ".sh":
                subprocess.run(["bash", "-n", path], check=True)


def test_the_longest_name_leaves_no_line_that_only_people_could_break(fork):
    """Formatters break code; a comment or a text that is too long then is a red gate in somebody's first hour."""
    ruff = shutil.which("ruff", path=f"{ROOT / 'build/venv/bin'}:{os.environ['PATH']}")
    if not ruff:
        pytest.skip("ruff IS NOT INSTALLED: lines of a longer name were not measured")
    assert rename(fork, NEW.rjust(16, NEW[0])).returncode == 0
    for command in (["format", "-q"], ["check", "-q"]):
        done = subprocess.run(
            [ruff, *command, "tests", "--exclude", "pipelines"],
            cwd=fork,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["", "z", "Zebra", "9zebra", "ze-bra", "ze bra", "zebra/", "z" * 17, OLD])
def test_a_name_that_would_not_do_everywhere_is_refused(fork, name):
    assert rename(fork, name).returncode == 2
    assert git(fork, "status", "--porcelain") == ""


def test_a_name_that_something_else_has_is_refused(fork):
    """Of C++, of the source, of AWS: the first build or the first plan would fail, and the way back be gone."""
    variables = (ROOT / "infra/bootstrap/variables.tf").read_text()
    reserved = re.search(r'!can\(regex\("\^\(([a-z|]+)\)"', variables)[1].split("|")
    assert "aws" in reserved
    for name in ["class", "std", "users", *(f"{prefix}1" for prefix in reserved)]:
        assert rename(fork, name).returncode == 2, name
    assert git(fork, "status", "--porcelain") == ""


def test_a_checkout_with_changes_is_left_alone(fork):
    (fork / "README.md").write_text("mine")
    assert rename(fork, NEW).returncode == 2
    assert (fork / "README.md").read_text() == "mine"
