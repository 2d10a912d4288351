#!/usr/bin/env python3
"""One server and two over MongoDB and Valkey behind a balancer, with their caches and without.

    make bench-servers

Servers, balancer, Valkey, wrk and what stands in for MongoDB share this machine's cores, so that two servers
cannot be faster than one here. What holds elsewhere is the CPU that a request costs the servers.
"""

import os
import sys

from bench import ROOT, SECONDS, rows_of, seed, wrk

sys.path.insert(0, str(ROOT / "tests" / "stand_ins"))
from scaled import Scaled

ROWS = ["list, 20 articles", "list, signed in", "article", "article, signed in", "feed, signed in"]
QUOTAS_OFF = {"CONDUIT_RATE_LIMIT_ADDRESS": "off", "CONDUIT_RATE_LIMIT_WRITES": "off"}
CACHES = {"with caches": {}, "without": {"CONDUIT_RESPONSE_CACHE": "0MiB", "CONDUIT_CACHE_URL": "memory:"}}


def measure(count: int, settings: dict[str, str]) -> dict[str, str]:
    site = Scaled(count, settings=QUOTAS_OFF | settings).start()
    try:
        seed(site.settings["CONDUIT_DATABASE_URL"], 500, 5_000)
        cells = {}
        for row in rows_of(site.balancer.url):
            if row.name not in ROWS:
                continue
            figures = wrk(site.balancer.url, row, [server.process.pid for server in site.servers])
            if figures.failures:
                sys.exit(f"bench: {row.name}: {figures.failures} answers were no success")
            cells[row.name] = f"{figures.requests_per_second:,.0f}/s, {figures.cpu_microseconds:.0f} µs"
        return cells
    finally:
        site.stop()


def main() -> None:
    columns = {
        f"{count} server{'s' if count > 1 else ''}, {name}": measure(count, settings)
        for count in (1, 2)
        for name, settings in CACHES.items()
    }
    print(f"5,000 articles, {SECONDS} s each, {os.cpu_count()} cores for everything\n")
    print(f"| requests/s, CPU of the servers per request | {' | '.join(columns)} |")
    print("|---|" + "---|" * len(columns))
    for name in ROWS:
        print(f"| {name} | {' | '.join(cells[name] for cells in columns.values())} |")


if __name__ == "__main__":
    main()
