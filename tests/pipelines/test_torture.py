"""tools/torture.sh: how long it goes on, and what it says of a failure. What it runs are suites of their own."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from support.checkout import fork_into

pytestmark = pytest.mark.fast

SEEDS = re.compile(r"round \d+, seed (\d+)")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    directory = fork_into(tmp_path_factory.mktemp("torture"))
    (directory / "build").mkdir()
    return directory


@pytest.fixture
def torture(checkout, tmp_path):
    """Runs it with stand-ins for pytest and for the unit tests, whose calls it returns as well."""

    def run(*arguments: str, pytest_does: str = "true", units_do: str = "true"):
        calls = tmp_path / "calls"
        calls.touch()
        for program, does in {"pytest": pytest_does, "conduit_tests": units_do}.items():
            file = tmp_path / program
            file.write_text(f'#!/bin/sh\necho "{program} ${{TEST_SEED:-}} $*" >>{calls}\n{does}\n')
            file.chmod(0o755)
        done = subprocess.run(
            [checkout / "tools/torture.sh", tmp_path, *arguments],
            env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done, calls.read_text().splitlines()

    return run


def test_it_repeats_with_new_seeds_until_the_time_is_up(torture):
    done, calls = torture("2", pytest_does="sleep 0.3")
    assert done.returncode == 0, done.stderr
    seeds = SEEDS.findall(done.stdout)
    assert len(seeds) >= 3 and len(set(seeds)) > 1
    assert [call.split()[1] for call in calls if call.startswith("pytest")] == seeds
    assert all("tests/durability tests/faults" in call for call in calls if call.startswith("pytest"))
    assert [call.rsplit("=", 1)[1] for call in calls if call.startswith("conduit_tests")] == seeds


def test_it_makes_one_round_at_least(torture):
    done, _ = torture("0")
    assert done.returncode == 0 and len(SEEDS.findall(done.stdout)) == 1


@pytest.mark.parametrize("fails", ["pytest_does", "units_do"])
def test_a_failure_ends_it_with_the_seed_that_brings_it_back(torture, fails):
    done, _ = torture("60", **{fails: "echo what went wrong; exit 1"})
    assert done.returncode == 1
    assert "what went wrong" in done.stdout
    again = re.search(r"again by: tools/torture\.sh \S+ (0 \d+)$", done.stderr.strip())[1].split()
    done, calls = torture(*again)
    assert done.returncode == 0 and calls[-1].endswith(f"={again[1]}")
