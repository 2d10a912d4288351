"""What GitHub gives a job and takes from it. Outside GitHub everything is printed and nothing is lost."""

import contextlib
import os
import sys


class Refused(Exception):
    """A deploy that must not or cannot go on. The message is all that the person at the screen gets: it says what
    happened and what to do."""


def required(variable: str, hint: str) -> str:
    value = os.environ.get(variable, "").strip()
    # An expression over something missing arrives as the text of its absence.
    if value.lower() in ("", "null", "none", "undefined"):
        raise Refused(f"{variable} is empty: {hint}")
    return value


def say(message: str) -> None:
    print(message, flush=True)


def warn(message: str) -> None:
    say(f"::warning::{message}" if on_github() else f"warning: {message}")


def fail(message: str) -> None:
    if on_github():
        # An annotation is one line; %0A is its line break.
        escaped = message.replace("%", "%25").replace("\r", "").replace("\n", "%0A")
        print(f"::error::{escaped}", flush=True)
    print(f"error: {message}", file=sys.stderr, flush=True)


def on_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextlib.contextmanager
def group(title: str):
    say(f"::group::{title}" if on_github() else f"── {title}")
    try:
        yield
    finally:
        if on_github():
            say("::endgroup::")


def mask(secret: str) -> None:
    if on_github():
        say(f"::add-mask::{secret}")


def output(name: str, value: str) -> None:
    """A value for later steps and jobs. GitHub drops a job's output that contains a secret, and the repository's
    address is one: outputs carry digests and commits only."""
    _append("GITHUB_OUTPUT", f"{name}={value}\n")
    say(f"{name}={value}")


def export(name: str, value: str) -> None:
    _append("GITHUB_ENV", f"{name}={value}\n")


def summary(markdown: str) -> None:
    _append("GITHUB_STEP_SUMMARY", markdown + "\n")
    say(markdown)


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
