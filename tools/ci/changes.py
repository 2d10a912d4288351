#!/usr/bin/env python3
"""Which parts of the tree a change touches: one output per part, `true` or `false`, for the workflow's other jobs.

tools/ci/changes.py BASE        compares BASE...HEAD; with an empty base everything counts as touched
"""

import os
import subprocess
import sys
from pathlib import PurePath

# Whoever changes how things are built or tested has them all built and tested.
SHARED = ("Makefile", "tools/*.sh", "tools/*.py", "tools/packages/", "tools/ci/", ".github/workflows/ci.yml")
PARTS = {
    "server": ("server/", "api/", "tests/", ".clang-*", "compose.yaml", "tools/compose/", *SHARED),
    "client": ("client/", "api/", *SHARED),
    "image": (
        "Dockerfile",
        ".dockerignore",
        "compose.yaml",
        "tools/image/",
        "server/",
        "api/",
        "client/",
        *SHARED,
    ),
    "infra": (
        "infra/",
        "docs/*.md",
        "docs/runbooks/",
        "tools/deploy/",
        "api/golden/",
        *SHARED,
    ),
    "pipelines": (
        ".github/",
        "tools/",
        "tests/",
        "Dockerfile",
        "Makefile",
        "README.md",
        "CONTRIBUTING.md",
        "compose.yaml",
        "infra/",
        "docs/*.md",
        "docs/runbooks/",
        # The worked example changes all of it.
        "docs/examples/",
        "api/",
        "client/",
        "server/",
    ),
}


def matches(file: str, pattern: str) -> bool:
    """`folder/` is all that lies below it; elsewhere a * stops at the next slash."""
    return file.startswith(pattern) if pattern.endswith("/") else PurePath(file).match(pattern)


def touched(files: list[str]) -> dict[str, bool]:
    return {
        part: any(matches(file, pattern) for file in files for pattern in patterns)
        for part, patterns in PARTS.items()
    }


def changed_files(base: str) -> list[str]:
    command = ["git", "diff", "--name-only", "-z", f"{base}...HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")[:-1]


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else ""
    parts = touched(changed_files(base)) if base else dict.fromkeys(PARTS, True)
    lines = "".join(f"{part}={str(value).lower()}\n" for part, value in parts.items())
    print(lines, end="")
    if "GITHUB_OUTPUT" in os.environ:
        with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
            file.write(lines)


if __name__ == "__main__":
    main()
