"""rows.txt, and which tests name its rows, read from the source: skipped tests count as well."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MARKERS = ("case", "spec")


@cache
def listed_rows() -> dict[tuple[str, str], str]:
    """(kind, id) → what must hold, from lines such as `case A01 = Titles in any script …`."""
    rows = {}
    for line in (TESTS / "rows.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            row, text = line.split(" = ", 1)
            kind, identifier = row.split(" ", 1)
            assert kind in MARKERS and (kind, identifier) not in rows, line
            rows[kind, identifier] = text
    return rows


@cache
def rows_with_tests() -> dict[tuple[str, str], list[str]]:
    """(kind, id) → the tests marked with it."""
    rows: dict[tuple[str, str], list[str]] = {}
    for path in sorted(TESTS.glob("*/test_*.py")):
        module = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in module.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for row in marked(node, constants):
                    rows.setdefault(row, []).append(f"{path.relative_to(TESTS)}::{node.name}")
    return rows


def marked(function: ast.FunctionDef, constants: dict[str, str]) -> Iterator[tuple[str, str]]:
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr=kind, value=ast.Attribute(attr="mark")), args=[argument]):
                if kind in MARKERS:
                    yield kind, text_of(argument, constants)


def text_of(node: ast.expr, constants: dict[str, str]) -> str:
    """A text, or an f-string of the module's own constants."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(text_of(part, constants) for part in parts)
        case ast.FormattedValue(value=ast.Name(id=name)):
            return constants[name]
    raise ValueError(f"a marker must be plain text: {ast.unparse(node)}")
