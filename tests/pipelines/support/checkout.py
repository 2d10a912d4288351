"""The checkout as it is, in a repository of its own that a test may change."""

import shutil
import subprocess
from pathlib import Path

from support.servers import ROOT


def git(directory: Path, *arguments: str) -> str:
    return subprocess.check_output(["git", *arguments], cwd=directory, text=True)


def tracked(directory: Path) -> list[Path]:
    return [directory / name for name in git(directory, "ls-files", "-z").split("\0") if name]


def fork_into(directory: Path) -> Path:
    """Changes that are not committed included; its one commit is the state of the checkout."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in listed:
        if (ROOT / name).is_file():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, directory / name)
    git(directory, "init", "-q")
    git(directory, "config", "user.name", "test")
    git(directory, "config", "user.email", "test@example.com")
    git(directory, "add", "-A")
    git(directory, "commit", "-qm", "fork")
    return directory


def program(file: Path, text: str) -> None:
    """A stand-in for a program, in shell."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
