#!/usr/bin/env python3
"""How answers grow with the number of articles, when none comes from a cache.

    make bench-growth                               SQLite with 10,000, 100,000 and 1,000,000 articles
    ARTICLES="1000 10000" make bench-growth         other numbers; the databases stay in build/bench
    DATABASE=mongo ARTICLES="1000 10000" make bench-growth     on what stands in for MongoDB in tests

One connection, one request after the other: the median of what each takes, from sending it to its answer.
"""

import json
import os
import secrets
import sys
from urllib.parse import quote

from bench import ROOT, Row, Server, call, log_in, seed, seeded_database, toggle_favorites, wrk

sys.path.insert(0, str(ROOT / "tests"))
from stand_ins.stand_ins import Mongo

ARTICLES = [int(number) for number in os.environ.get("ARTICLES", "10000 100000 1000000").split()]
ON_MONGO = os.environ.get("DATABASE") == "mongo"
NO_CACHE = {"CONDUIT_RESPONSE_CACHE": "0MiB", "CONDUIT_MARKDOWN_CACHE": "0MiB"}


def users_for(articles: int) -> int:
    return max(100, articles // 100)


def rows_of(url: str) -> list[Row]:
    token = log_in(url)
    page = json.loads(call(url + "/api/articles?limit=100"))
    slug, author = page["articles"][0]["slug"], quote(page["articles"][0]["author"]["username"])
    tag = quote(json.loads(call(url + "/api/tags"))["tags"][0])
    word = quote(page["articles"][0]["title"].split()[0])
    return [
        Row("article", f"/api/articles/{slug}"),
        Row("list, newest", "/api/articles"),
        Row("list, offset 1,000", "/api/articles?offset=1000"),
        Row("list, after a cursor", f"/api/articles?cursor={quote(page['nextCursor'])}"),
        Row("list of the most used tag", f"/api/articles?tag={tag}"),
        Row("list of an author", f"/api/articles?author={author}"),
        Row("search for a word", f"/api/articles?q={word}"),
        Row("feed, signed in", "/api/articles/feed", token=token),
        Row("tags", "/api/tags"),
        Row(
            "favourite, a durable write",
            "",
            token=token,
            script=toggle_favorites([article["slug"] for article in page["articles"]]),
        ),
    ]


def measure(articles: int) -> dict[str, float]:
    """Milliseconds by row."""
    mongo = Mongo().start() if ON_MONGO else None
    try:
        if mongo:
            seed(mongo.uri, users_for(articles), articles)
            keys = f"bench:{secrets.token_hex(32)}"
            settings = {"CONDUIT_DATABASE_URL": mongo.uri, "CONDUIT_TOKEN_KEYS": keys}
            server = Server(None, NO_CACHE | settings)
        else:
            server = Server(seeded_database(users_for(articles), articles), NO_CACHE)
        try:
            figures = {}
            for row in rows_of(server.url):
                row.connections = 1
                figures[row.name] = wrk(server.url, row, [server.process.pid])
                if figures[row.name].failures:
                    sys.exit(f"bench: {row.name}: {figures[row.name].failures} answers were no success")
            return {name: figure.p50_milliseconds for name, figure in figures.items()}
        finally:
            server.stop()
    finally:
        if mongo:
            mongo.stop()


def main() -> None:
    columns = {articles: measure(articles) for articles in ARTICLES}
    print(f"| ms, {'a stand-in for MongoDB' if ON_MONGO else 'SQLite'} |", end="")
    print("".join(f" {articles:,} articles |" for articles in columns))
    print("|---|" + "---|" * len(columns))
    for name in next(iter(columns.values())):
        print(f"| {name} |" + "".join(f" {figures[name]:.3f} |" for figures in columns.values()))


if __name__ == "__main__":
    main()
