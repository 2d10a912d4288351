#!/usr/bin/env python3
"""Holds the server's includes to their direction: a layer may use what stands below it, never what stands above.

    app → pages → comments → articles → profiles → users → text → base      (features)
    *_http → use cases → store port                                       (inside a feature)
    platform → text, base

The compiler cannot see this: all folders share one include root. Prints file:line for each include that breaks a
rule; exit status 1 when there is one.
"""

import re
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "server" / "src"
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')

# What each folder may use besides itself.
FEATURES = {
    "base": set(),
    "text": {"base"},
    "platform": {"base", "text"},
    "users": {"base", "text", "platform"},
    "profiles": {"base", "text", "platform", "users"},
    "articles": {"base", "text", "platform", "users", "profiles"},
    "comments": {"base", "text", "platform", "users", "profiles", "articles"},
    "preview": {"base", "text", "platform"},
    "pages": {"base", "text", "platform", "users", "profiles", "articles", "comments"},
    "app": {"base", "text", "platform", "users", "profiles", "articles", "comments", "preview", "pages"},
}

# Which files may include what: (what the including file's name ends with, or None for any; the forbidden include;
# the reason). Tests and fuzz targets stand outside: they may look anywhere.
FORBIDDEN = [
    (r"(?<!_http)(?<!_json)$", r"^platform/json/", "JSON stays in *_json and *_http"),
    (r"(?<!_http)$", r"^platform/http/", "HTTP stays in *_http"),
    (r"(?<!_sqlite)$", r"^platform/sqlite/", "a database stays in its adapter"),
    (r"(?<!_mongo)$", r"^platform/mongo/", "a database stays in its adapter"),
    (r"(?<!_cached)$", r"^platform/valkey/", "the shared cache stays in the *_cached decorators"),
]
FEATURE_FOLDERS = {"users", "profiles", "articles", "comments", "preview", "pages"}

# Other people's headers that only one folder may see.
THIRD_PARTY = [
    (r"^boost/beast/", "platform/http", {"app/healthcheck.cpp"}),
    (r"^sqlite3\.h$", "platform/sqlite", set()),
    (r"^jwt\.h$", "platform/crypto", set()),
    (r"^hiredis/", "platform/valkey", set()),
    (r"^(openssl/|boost/asio/ssl)", "platform/valkey", set()),
    (r"^opentelemetry/", "platform/telemetry", set()),
    (r"^md4c", "platform/markdown", set()),
    (r"^utf8proc\.h$", "text", set()),
]


def is_test(path: Path) -> bool:
    return path.stem.endswith(("_test", "_fuzz", "_test_support"))


def complaints(path: Path) -> list[tuple[int, str]]:
    name = path.relative_to(SOURCE).as_posix()
    folder = name.split("/")[0]
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        own, other = match.groups()
        if other:
            for pattern, home, exceptions in THIRD_PARTY:
                if re.search(pattern, other) and not name.startswith(home) and name not in exceptions:
                    found.append((number, f"<{other}> belongs in {home} only"))
            continue
        if "/" not in own:
            continue  # made by the build (embedded files)
        target = own.split("/")[0]
        if target not in FEATURES:
            found.append((number, f'"{own}" is not in a known folder'))
        elif target != folder and target not in FEATURES[folder]:
            found.append((number, f"{folder} may not use {target}"))
        elif target != folder and target in FEATURE_FOLDERS and own.endswith("_store.hpp") and folder != "app":
            found.append((number, f"{folder} may not use the store of {target}, only its use cases"))
        if folder in FEATURE_FOLDERS:
            for who, what, reason in FORBIDDEN:
                if re.search(who, path.stem) and re.search(what, own):
                    found.append((number, f'"{own}": {reason}'))
    return found


def main() -> int:
    broken = 0
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".hpp", ".cpp", ".ipp"} or path.name == "main.cpp" or is_test(path):
            continue
        if path.parent == SOURCE:
            continue
        for number, text in complaints(path):
            print(f"{path.relative_to(SOURCE.parent.parent)}:{number}: {text}")
            broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
