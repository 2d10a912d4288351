"""What shellcheck does not know of our scripts."""

import re
import subprocess

import pytest
from support.servers import ROOT

pytestmark = pytest.mark.fast

# With pipefail, a reader that has seen enough fails the pipe when the writer has not finished: now and then.
STOPS_READING = re.compile(r"\|\s*(grep\s+-\w*q|head\b)")


def scripts() -> dict[str, str]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = (ROOT / name for name in names.split("\0") if name)
    texts = {path: path.read_bytes() for path in files if path.is_file() and not path.is_symlink()}
    return {
        str(path.relative_to(ROOT)): text.decode()
        for path, text in texts.items()
        if path.name == "Makefile" or re.match(rb"#!.*\b(ba)?sh\b", text)
    }


def test_no_pipe_ends_in_who_stops_reading():
    found = scripts()
    assert {"Makefile", "tools/setup.sh", "infra/tf", ".ci/run"} <= found.keys()
    lines = [
        f"{name}: {line.strip()}"
        for name, text in found.items()
        for line in text.splitlines()
        if STOPS_READING.search(line)
    ]
    assert lines == []
