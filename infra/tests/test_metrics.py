"""What dashboards, monitors and objectives ask of the server is something that it reports."""

import re

from terraform import INFRA

AGREED = INFRA.parent / "api/golden/metrics.txt"
QUERY = re.compile(r"\b(\w+):((?!aws\.)[a-z_]+(?:\.[a-z_]+)+)\{")
# What each kind can be asked for: a spread is kept as a distribution, whose sum would be seconds and not requests.
FITTING = {"histogram": r"count|avg|max|p\d\d", "counter": "sum", "gauge": "max|min|avg|sum"}


def questions():
    for path in sorted((INFRA / "monitoring").glob("*.tf")):
        for how, name in QUERY.findall(path.read_text()):
            yield path.name, how, name


def test_every_metric_is_reported_and_asked_for_what_it_has():
    kinds = dict(line.split(maxsplit=2)[:2] for line in AGREED.read_text().splitlines())
    asked = list(questions())
    assert {"dashboard.tf", "monitors.tf", "slo.tf"} == {file for file, _, _ in asked}
    for file, how, name in asked:
        assert name in kinds, f"{file}: the server reports no {name}"
        assert re.fullmatch(FITTING[kinds[name]], how), f"{file}: {how} of {name}, a {kinds[name]}"


def test_the_list_is_read_right():
    assert QUERY.findall('"p99:http.server.request.duration{a} by {b}"') == [("p99", "http.server.request.duration")]
    assert QUERY.findall('"max:aws.elasticache.engine_cpuutilization{a}"') == []
