#!/usr/bin/env python3
"""Runs a command unless it has passed before on exactly these inputs.

    tools/step.py [--once] NAME --inputs PATH... -- COMMAND...

The inputs are files and folders of the checkout, ignored files left out (a file that is named itself always counts,
so a built program can be an input). The record of what passed is build/steps/NAME. With CI set, or STEP_FORCE, the
command always runs, and so it does in a copy that is no checkout (an archive, an image's build). With --once, one
pass in this checkout is enough until CI: for a slow check of what a quicker one guards from change to change. Prints
how long it took; the exit status is the command's.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "build" / "steps"


def files_below(paths: list[str]) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    named = {path for path in paths if (ROOT / path).is_file()}
    return sorted(named | {name.decode() for name in listed.split(b"\0") if name})


def fingerprint(paths: list[str], command: list[str]) -> str:
    digest = hashlib.sha256(repr(command).encode())
    for name in files_below(paths):
        file = ROOT / name
        if file.is_file():
            digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def main() -> int:
    arguments = sys.argv[1:]
    once = arguments[:1] == ["--once"]
    arguments = arguments[once:]
    if "--" not in arguments or len(arguments) < 4 or arguments[1] != "--inputs":
        print(__doc__, file=sys.stderr)
        return 2
    split = arguments.index("--")
    name, inputs, command = arguments[0], arguments[2:split], arguments[split + 1 :]

    record = RECORDS / name
    checkout = (ROOT / ".git").exists()
    state = fingerprint(inputs, command) if checkout else ""
    always = not checkout or os.environ.get("CI") or os.environ.get("STEP_FORCE")
    if not always and record.exists() and (once or record.read_text() == state):
        print(f"── {name}: passed before{' (once is enough until CI)' if once else ' on the same inputs'}")
        return 0

    print(f"── {name}: {' '.join(command)}", flush=True)
    record.unlink(missing_ok=True)
    started = time.monotonic()
    status = subprocess.run(command, cwd=ROOT).returncode
    took = time.monotonic() - started
    print(f"── {name}: {'passed' if status == 0 else f'FAILED ({status})'} in {took:.0f} s", flush=True)
    if status == 0 and checkout:
        RECORDS.mkdir(parents=True, exist_ok=True)
        record.write_text(state)
    return status


if __name__ == "__main__":
    sys.exit(main())
