#!/usr/bin/env python3
"""clang-tidy over our own sources, warnings as errors.

    tools/check_tidy.py changed    files that differ from the commit in TIDY_BASE (default: the last one before HEAD)
    tools/check_tidy.py all

A file that has passed is looked at again when it changes, a header of ours that it includes, directly or not, or
.clang-tidy. The record of what passed is build/tidy.
"""

import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "server" / "src"
BUILD = ROOT / "build" / "cmake" / "asan"
PASSED = ROOT / "build" / "tidy"
INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in done.stdout.split("\0") if name]


def sources(scope: str) -> list[Path]:
    pattern = "server/src/*.cpp"
    new = git("ls-files", "-z", "--others", "--exclude-standard", "--", pattern)
    if scope == "all":
        names = git("ls-files", "-z", "--", pattern)
    else:
        base = os.environ.get("TIDY_BASE", "HEAD~1")
        known = ["git", "rev-parse", "--quiet", "--verify", f"{base}^{{commit}}"]
        if subprocess.run(known, check=False, cwd=ROOT, stdout=subprocess.DEVNULL).returncode != 0:
            print(f"tidy: there is no {base} to compare with; `make tidy` looks at everything", file=sys.stderr)
            return []
        names = git("diff", "-z", "--name-only", "--diff-filter=d", base, "--", pattern)
    return [file for name in sorted({*names, *new}) if (file := ROOT / name).exists()]


@cache
def content(file: Path) -> bytes:
    return file.read_bytes()


@cache
def includes(file: Path) -> frozenset[Path]:
    """Our own headers that it names; those that the build makes depend on none of ours."""
    named = (SOURCE / name.decode() for name in INCLUDE.findall(content(file)))
    return frozenset(header for header in named if header.exists())


def state(file: Path) -> str:
    seen, waiting = {file}, [file]
    while waiting:
        new = includes(waiting.pop()) - seen
        seen |= new
        waiting += new
    digest = hashlib.sha256(content(ROOT / ".clang-tidy"))
    for each in sorted(seen):
        digest.update(str(each.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(content(each)).digest())
    return digest.hexdigest()


def passes(file: Path) -> bool:
    record = PASSED / state(file)
    if record.exists():
        return True
    command = ["clang-tidy-19", "-p", BUILD, "--quiet", file]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        # What it says on stderr counts warnings in others' headers, unless it could not start at all.
        print(done.stdout or done.stderr, flush=True)
        return False
    record.touch()
    return True


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in ("changed", "all"):
        print(__doc__, file=sys.stderr)
        return 2
    subprocess.run(["cmake", "-S", "server", "--preset", "asan"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    # What the sources include and the build makes: the precompiled header and the embedded files.
    subprocess.run(
        ["cmake", "--build", BUILD, "--target", "conduit_core"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    PASSED.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return 0 if all(list(pool.map(passes, sources(sys.argv[1])))) else 1


if __name__ == "__main__":
    sys.exit(main())
