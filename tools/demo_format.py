"""Reading the demo content: the Python twin of the server's parser, only stricter.

Every deviation is reported with file and line instead of stopping at the first.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

COMMENT_KEYS = ["author", "after"]
# They reorder or hide text without being seen in a review.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

findings: list[str] = []


def report(path: Path, line: int, message: str) -> None:
    findings.append(f"{path.relative_to(ROOT)}:{line}: {message}")


@dataclass
class Document:
    """Header lines and the text after them; `first` is the header's line number."""

    path: Path
    first: int
    values: dict[str, str]
    text: str
    lines: dict[str, int] = field(default_factory=dict)

    def complain(self, key: str, message: str) -> None:
        report(self.path, self.lines.get(key, self.first), message)

    def number(self, key: str) -> int:
        value = self.values.get(key, "")
        if re.fullmatch(r"[1-9]\d*", value):
            return int(value)
        self.complain(key, f"{key} must be a positive integer, not {value!r}")
        return 1

    def items(self, key: str) -> list[str]:
        value = self.values.get(key, "")
        items = value.split(", ") if value else []
        for item in items:
            if not item or item != item.strip() or "," in item:
                self.complain(key, f"{key} must be separated by a comma and one space")
        if len(set(items)) != len(items):
            self.complain(key, f"{key} names something twice")
        return items


def read_lines(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8")
    lines = text.split("\n")
    if not text.endswith("\n") or text.endswith("\n\n"):
        report(path, len(lines), "must end with exactly one line break")
    for number, line in enumerate(lines, 1):
        if "\r" in line or line != line.rstrip():
            report(path, number, "trailing white space (a hard break is written with a backslash)")
        if INVISIBLE.search(line):
            report(path, number, "invisible or direction-changing character")
    return lines


def parse_block(path: Path, block: list[str], first: int, keys: list[str], blank_after: bool) -> Document:
    """The lines of one header, in the order of `keys`, and what follows it."""
    document = Document(path, first, {}, "")
    for offset, key in enumerate(keys):
        line = block[offset] if offset < len(block) else ""
        name, _, value = line.partition(": ")
        document.lines[key] = first + offset
        if name != key and line != f"{key}:":
            report(path, first + offset, f"expected `{key}: …`")
        elif value != value.strip() or (not value and key != "favorited-by"):
            report(path, first + offset, f"{key} is empty or padded")
        document.values[key] = value
    if blank_after:
        rest = block[len(keys) :]
        if not rest or rest[0]:
            report(path, first + len(keys), "expected an empty line after the header")
        document.text = "\n".join(rest).strip("\n")
        if not document.text:
            report(path, first, "has no text")
    return document


def read_front_matter(path: Path, keys: list[str]) -> Document:
    lines = read_lines(path)
    end = len(keys) + 1
    fences = [number for number, line in enumerate(lines) if line == "---"]
    if fences != [0, end]:
        where = next((at for at in fences if at not in (0, end)), 0)
        report(path, where + 1, f"`---` must stand on lines 1 and {end + 1} and nowhere else")
    document = parse_block(path, lines[1:end], 2, keys, blank_after=False)
    if lines[end + 1 : end + 2] != [""]:
        report(path, end + 2, "expected an empty line after the front matter")
    document.text = "\n".join(lines[end + 1 :]).strip("\n")
    return document


def read_comments(path: Path) -> list[Document]:
    lines = read_lines(path)
    cuts = [-1] + [number for number, line in enumerate(lines) if line == "---"] + [len(lines)]
    return [
        parse_block(path, lines[start + 1 : end], start + 2, COMMENT_KEYS, blank_after=True)
        for start, end in pairwise(cuts)
    ]
