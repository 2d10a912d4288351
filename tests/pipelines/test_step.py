"""tools/step.py: what passed on the same inputs is not run again, and nothing else is left out."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.checkout import git
from support.servers import ROOT

pytestmark = pytest.mark.fast


@pytest.fixture
def copy(tmp_path) -> Path:
    """No checkout yet: the tool and one input."""
    (tmp_path / "tools").mkdir()
    shutil.copy2(ROOT / "tools/step.py", tmp_path / "tools")
    (tmp_path / "input").write_text("one")
    (tmp_path / ".gitignore").write_text("/build\n/runs\n")
    return tmp_path


@pytest.fixture
def checkout(copy) -> Path:
    git(copy, "init", "-q")
    git(copy, "add", "-A")
    return copy


def step(directory: Path, *options: str, status: int = 0, **environment: str) -> int:
    """How often the command has run by now."""
    clean = {name: value for name, value in os.environ.items() if name not in ("CI", "STEP_FORCE")}
    command = f"echo run >>runs; exit {status}"
    done = subprocess.run(
        [directory / "tools/step.py", *options, "name", "--inputs", "input", "--", "sh", "-c", command],
        env=clean | environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == status
    runs = directory / "runs"
    return len(runs.read_text().splitlines()) if runs.exists() else 0


def test_what_passed_is_run_again_when_an_input_changes(checkout):
    assert [step(checkout), step(checkout)] == [1, 1]
    (checkout / "input").write_text("two")
    assert [step(checkout), step(checkout)] == [2, 2]


def test_what_failed_is_run_again(checkout):
    assert [step(checkout, status=3), step(checkout, status=3)] == [1, 2]


def test_once_is_enough_until_ci(checkout):
    assert step(checkout, "--once") == 1
    (checkout / "input").write_text("two")
    assert [step(checkout, "--once"), step(checkout, "--once", CI="true")] == [1, 2]


def test_a_copy_that_is_no_checkout_runs_everything(copy):
    """As the tests of the image's build do, which get no history."""
    assert [step(copy), step(copy, "--once")] == [1, 2]
