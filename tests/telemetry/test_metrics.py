"""Metrics: their names are agreed on, their numbers are true, and they are few"""

import pytest

from support.api import Api, User, http_client, unique
from support.server import wait_until
from support.settings import GOLDEN, MONGO_URI


def agreed() -> dict[str, tuple[str, str]]:
    """Kind and unit by name, from the golden list."""
    rows = [line.split(maxsplit=3) for line in (GOLDEN / "metrics.txt").read_text().splitlines()]
    return {name: (kind, unit) for name, kind, unit, _ in rows}


def exercise(server) -> None:
    with http_client(server.url) as http:
        api = Api(http)
        author = User.register(api)
        slug = author.write()["slug"]
        for _ in range(3):
            api.get(f"/api/articles/{slug}")
        for _ in range(2):
            api.get("/api/articles/none")
        api.get(f"/api/{unique('nothing')}")
        api.login(author.email, "wrong horse")


@pytest.mark.spec("telemetry: metrics")
def test_names_kinds_and_units_are_those_agreed_on(start_server, receiver):
    server = start_server(receiver.settings)
    exercise(server)
    wait_until(lambda: "http.server.request.duration" in receiver.metrics(), 10, "a report of metrics")
    reported = receiver.metrics()
    expected = agreed()
    assert {name: (metric.kind, metric.unit) for name, metric in reported.items()}.items() <= expected.items()
    # What is not there are parts that only other databases have, and replicas where there is one member.
    only_elsewhere = {"conduit.sqlite.commit.batch_size"} if MONGO_URI else {"conduit.db.errors"}
    absent = expected.keys() - reported.keys()
    assert absent - {"conduit.mongodb.replication_lag"} == only_elsewhere


@pytest.mark.spec("telemetry: metrics")
def test_numbers_are_true(start_server, receiver):
    server = start_server(receiver.settings)
    exercise(server)

    def counted():
        metric = receiver.metrics().get("http.server.request.duration")
        if metric is None:
            return None
        try:
            articles = metric.value(http_route="/api/articles/{slug}", http_response_status_code="200")
            missing = metric.value(http_route="/api/articles/{slug}", http_response_status_code="404")
            unmatched = metric.value(http_route="unmatched", http_response_status_code="404")
            refused = metric.value(http_route="/api/users/login", http_response_status_code="401")
        except KeyError:
            return None
        return articles, missing, unmatched, refused

    wait_until(lambda: counted() == (3, 2, 1, 1), 10, "the requests to be counted")
    metrics = receiver.metrics()
    lookups = metrics["conduit.cache.lookups"]
    assert lookups.value(cache_layer="memory", cache_result="hit") == 3
    assert metrics["conduit.pool.wait"].value(pool="password hashing") == 2
    assert metrics["conduit.rate_limit.decisions"].value(decision="refused") == 0
    assert metrics["process.memory.usage"].value() > 10_000_000
    database = metrics["db.client.operation.duration"]
    assert database.value(db_system_name="mongodb" if MONGO_URI else "sqlite") > 0


@pytest.mark.spec("telemetry: metrics")
def test_the_resource_names_the_server(start_server, receiver):
    server = start_server(
        receiver.settings
        | {
            "OTEL_SERVICE_NAME": "shop",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=trial,team=a",
        }
    )
    wait_until(lambda: receiver.resources, 10, "a report of metrics")
    resource = receiver.resources[-1]
    assert resource["service.name"] == "shop"
    assert resource["deployment.environment.name"] == "trial"
    assert resource["team"] == "a"
    assert len(resource["service.instance.id"]) == 32
    # Whoever has a line of the log has the same names.
    exercise(server)
    record = server.wait_for_request(route="/api/articles/{slug}")
    assert (record["service"], record["env"]) == ("shop", "trial")
    assert record["version"] == resource["service.version"]


@pytest.mark.spec("telemetry: few series")
@pytest.mark.spec("telemetry: metrics")
def test_what_clients_invent_makes_no_series(start_server, receiver):
    """Paths, methods, queries and ids are endless; what is kept of them is not."""
    server = start_server(receiver.settings)
    with http_client(server.url) as http:
        api = Api(http)
        for _ in range(50):
            api.get(f"/{unique('page')}/{unique('more')}")
            api.get(f"/api/articles/{unique('slug')}?{unique('name')}={unique('value')}")
            http.request(unique("METHOD").upper().replace("-", ""), f"/api/{unique('x')}")

    def series():
        metric = receiver.metrics().get("http.server.request.duration")
        found = [labels for labels, _ in metric.points] if metric else []
        return (
            found if any(labels["http.request.method"] not in ("GET", "HEAD") for labels in found) else None
        )

    found = wait_until(series, 10, "the requests to be counted")
    assert len(found) <= 6, found
