"""The root of Datadog, planned with a stand-in of its provider: monitors, objectives, dashboard, AWS integration."""

import json
import re

import pytest
from plans import Plan
from terraform import INFRA, STAGES, Workspace

RUNBOOKS = INFRA.parent / "docs/runbooks"
NOTIFY = "@pagerduty-conduit"
# As the stages have them, and the databases that none has.
WAYS = {stage: (stage,) for stage in STAGES} | {
    "documentdb": ("prod", "-var=database_mode=documentdb", "-var=documentdb={instance_class=\"db.r6g.large\",connections=1700}"),
    "external": ("prod", "-var=database_mode=external"),
}
every_stage = pytest.mark.parametrize("stage", STAGES)
every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(scope="module")
def monitoring(emulator, stand_ins):
    workspace = Workspace("monitoring", "plan", emulator, stand_ins=stand_ins).init()
    return {way: Plan(workspace.plan(f"-var=notify={NOTIFY}", *values, stage=stage)) for way, (stage, *values) in WAYS.items()}


def monitors(plan):
    """{name in the configuration: values}."""
    return {address.split('"')[1]: values for address, values in plan.of_type("datadog_monitor").items()}


def asking(plan):
    """Those whose query is known. A burn rate's names an objective, whose id is unknown until it exists."""
    return {name: values for name, values in monitors(plan).items() if "query" in values}


@every_way
def test_every_monitor_says_how_bad_it_is_whose_it_is_and_what_to_do(monitoring, way):
    found = monitors(monitoring[way])
    assert len(found) >= 13
    for name, values in found.items():
        assert values["priority"] in ("1", "2", "3"), name
        assert {"service:conduit", f"env:{WAYS[way][0]}"} <= set(values["tags"] or []), name
        page = re.match(r"What to do: https://github\.com/OWNER/REPOSITORY/blob/main/docs/runbooks/([\w-]+)\.md\n", values["message"])
        assert page and (RUNBOOKS / f"{page[1]}.md").exists(), name
        assert NOTIFY in values["message"], name


THRESHOLD = re.compile(r"(>=|<=|>|<) ([\d.]+)$")


@every_way
def test_thresholds_are_those_of_the_query_and_do_not_flap(monitoring, way):
    for name, values in asking(monitoring[way]).items():
        sign, number = THRESHOLD.search(values["query"]).groups()
        (thresholds,) = values["monitor_thresholds"]
        critical = float(thresholds["critical"])
        # Datadog refuses a monitor whose two disagree.
        assert critical == float(number), name
        calm_is = -1 if ">" in sign else 1
        order = [critical] + [float(thresholds[key]) for key in ("warning", "critical_recovery") if thresholds[key] is not None]
        assert order == sorted(order, reverse=calm_is < 0) and len(set(order)) == len(order), name


@every_way
def test_the_type_is_that_of_the_query(monitoring, way):
    for name, values in asking(monitoring[way]).items():
        query = values["query"]
        if query.startswith("events("):
            assert values["type"] == "event-v2 alert", name
        else:
            # An aggregation of time, then of space; arithmetic over several is a query of its own kind.
            assert re.match(r"(sum|avg|min|max|percentile)\(last_\d+[mhd]\):", query), name
            assert values["type"] == ("query alert" if "):(" in query else "metric alert"), name


@every_way
def test_silence_is_heard_where_it_means_an_outage(monitoring, way):
    found = monitors(monitoring[way])
    loud = {name for name, values in found.items() if values["on_missing_data"] == "show_and_notify_no_data"}
    # dev and demo are silent at night.
    # A database always has connections: of none, nobody tells.
    told = {"database-connections"} & found.keys()
    assert loud == ({"no-data", "no-healthy-target"} | told if WAYS[way][0] == "prod" else set())
    for name, values in found.items():
        # Two ways to say it; Datadog refuses both at once.
        assert not values["notify_no_data"] and not values["no_data_timeframe"], name
        # Who is told of alerts only is not told of silence.
        assert name not in loud or re.sub(r"{{#is_(alert|recovery)}}.*?{{/is_\1}}", "", values["message"]).count(NOTIFY), name


def test_prod_wakes_people_for_what_hurts_readers(monitoring):
    found = monitors(monitoring["prod"])
    waking = {name for name, values in found.items() if "{{#is_alert}}" in values["message"]}
    assert waking >= {name for name, values in found.items() if values["priority"] == "1" and values["type"] != "slo alert"}
    assert all(found[name]["renotify_interval"] == 60 for name in waking)
    assert not any("{{#is_alert}}" in values["message"] for values in monitors(monitoring["dev"]).values())


@every_way
def test_late_metrics_are_waited_for(monitoring, way):
    """CloudWatch is read every ten minutes, and Atlas sends when it will: asked sooner, a monitor sees silence."""
    for name, values in asking(monitoring[way]).items():
        if values["type"] != "event-v2 alert":
            late = 900 if ":aws." in values["query"] else 300 if ":mongodb.atlas." in values["query"] else 60
            assert values["evaluation_delay"] == late, name


@every_stage
def test_the_allowances_are_watched_over_long_and_short_windows(monitoring, stage):
    plan = monitoring[stage]
    promised = {}
    for address, objective in plan.of_type("datadog_service_level_objective").items():
        (thresholds,) = objective["thresholds"]
        promised[address.split('"')[1]] = thresholds["target"]
        assert thresholds["timeframe"] == "30d" and thresholds["target"] < thresholds["warning"] < 100
    assert promised == {"availability": 99.9, "latency": 99}
    rates = {address.split('"')[1]: values for address, values in plan.of_type("datadog_monitor").items() if "burn_rate" in address}
    assert rates.keys() == {f"{objective}-{speed}" for objective in promised for speed in ("fast", "slow")}
    for name, values in rates.items():
        assert values["type"] == "slo alert" and "query" not in values
        assert ("/latency.md" if name.startswith("latency") else "/error-rate.md") in values["message"]
    assert plan.references("datadog_monitor.burn_rate", "query") >= {"datadog_service_level_objective.this"}


# --- what is asked for


def dashboard(plan):
    return json.loads(plan["datadog_dashboard_json.this"]["dashboard"])


def questions(plan):
    """(where, query) of every monitor, objective and graph."""
    for name, values in asking(plan).items():
        yield f"monitor {name}", values["query"]
    for address, values in plan.of_type("datadog_service_level_objective").items():
        (query,) = values["query"]
        yield from ((f"{address} {part}", query[part]) for part in ("numerator", "denominator"))
    for row in dashboard(plan)["widgets"]:
        for widget in row["definition"]["widgets"]:
            for request in widget["definition"]["requests"]:
                yield f"graph {widget['definition']['title']}", request["q"]


AGREED = INFRA.parent / "api/golden/metrics.txt"
# What others report of the stage. Those of Atlas and DocumentDB are held to what is published (docs/observability.md).
FOREIGN = ("aws.", "mongodb.atlas.")
PUBLISHED = {
    "mongodb.atlas.connections.current", "mongodb.atlas.replset.replicationlag",
    "aws.docdb.database_connections.maximum", "aws.docdb.dbcluster_replica_lag_maximum",
}  # fmt: skip
# A count may be of those up to a value.
ASKED = re.compile(r"\b(\w+)(?:\(v: v<=[\d.]+\))?:([a-z_]+(?:\.[a-z0-9_]+)+)\{([^}]*)\}(?: by \{([^}]*)\})?")
# What each kind can be asked for: a spread is kept as a distribution, whose sum would be seconds and not requests.
FITTING = {"histogram": r"count|avg|max|p\d\d", "counter": "sum", "gauge": "max|min|avg|sum"}


@every_way
def test_every_metric_is_reported_and_asked_for_what_it_has(monitoring, way):
    kinds = dict(line.split(maxsplit=2)[:2] for line in AGREED.read_text().splitlines())
    kinds_of_questions = set()
    for where, query in questions(monitoring[way]):
        asked = ASKED.findall(query)
        assert asked or query.startswith("events("), f"{where}: nothing is asked by {query}"
        for how, metric, _, _ in asked:
            if metric.startswith(("mongodb.atlas.", "aws.docdb.")):
                assert metric in PUBLISHED, f"{where}: nobody publishes {metric}"
            if not metric.startswith(FOREIGN):
                assert metric in kinds, f"{where}: the server reports no {metric}"
                assert re.fullmatch(FITTING[kinds[metric]], how), f"{where}: {how} of {metric}, a {kinds[metric]}"
                kinds_of_questions.add(where.split()[0].split(".")[0])
    assert kinds_of_questions == {"monitor", "graph", "datadog_service_level_objective"}


@every_way
def test_every_question_is_about_this_stage(monitoring, way):
    for where, query in questions(monitoring[way]):
        for _, metric, filters, _ in ASKED.findall(query):
            stage = WAYS[way][0]
            own = f"env:{stage}" if not metric.startswith(FOREIGN) else f"conduit-{stage}"
            assert own in filters, f"{where}: {metric} of {filters}"


def test_every_metric_of_aws_is_collected(monitoring):
    """By the one integration of the account, for every stage and whatever its database."""
    (account,) = monitoring["prod"].of_type("datadog_integration_aws_account").values()
    collected = {namespace.lower().replace("/", ".") for namespace in account["metrics_config"]["namespace_filters"]["include_only"]}
    asked = {
        ".".join(metric.split(".")[:2])
        for plan in monitoring.values()
        for _, query in questions(plan)
        for _, metric, _, _ in ASKED.findall(query)
        if metric.startswith("aws.")
    }
    assert asked == collected


# --- the database


@pytest.mark.parametrize(
    "way, connections, limit, lag, behind",
    [
        ("demo", "mongodb.atlas.connections.current{clustername:conduit-demo}", 1500, "mongodb.atlas.replset.replicationlag{clustername:conduit-demo}", 30),
        # It may grow to M50, and come back.
        ("prod", "mongodb.atlas.connections.current{clustername:conduit-prod}", 3000, "mongodb.atlas.replset.replicationlag{clustername:conduit-prod}", 30),
        ("documentdb", "aws.docdb.database_connections.maximum{dbclusteridentifier:conduit-prod}", 1700, "aws.docdb.dbcluster_replica_lag_maximum{dbclusteridentifier:conduit-prod}", 30000),
    ],
)
def test_connections_and_lag_are_asked_of_whoever_runs_the_database(monitoring, way, connections, limit, lag, behind):
    found = monitors(monitoring[way])
    # Four fifths of what the member that has most may have, and the one furthest behind.
    assert found["database-connections"]["query"] == f"avg(last_10m):max:{connections} > {limit * 4 // 5}"
    assert found["replication-lag"]["query"] == f"min(last_10m):max:{lag} > {behind}"
    graphs = dict(graph for graph in questions(monitoring[way]) if graph[0].startswith("graph MongoDB: "))
    assert set(graphs.values()) == {f"max:{connections}", f"max:{lag}"}
    assert f"of {limit}" in " ".join(graphs)


@pytest.mark.parametrize("way", ["dev", "external"])
def test_where_nobody_else_tells_the_server_says_how_far_replicas_are_behind(monitoring, way):
    """Of a flex cluster and of somebody's own deployment Datadog hears nothing: a monitor would be silent for ever."""
    stage, found = WAYS[way][0], monitors(monitoring[way])
    assert found["replication-lag"]["query"] == f"min(last_10m):max:conduit.mongodb.replication_lag{{service:conduit,env:{stage}}} > 30"
    assert "database-connections" not in found
    assert not any("mongodb.atlas" in query or "aws.docdb" in query for _, query in questions(monitoring[way]))
    assert len([where for where, _ in questions(monitoring[way]) if where.startswith("graph MongoDB: ")]) == 1


@every_way
def test_the_server_tells_who_waits_for_a_connection_whatever_the_database(monitoring, way):
    query = monitors(monitoring[way])["database-wait"]["query"]
    (pool,) = re.findall(r"conduit\.pool\.wait\{[^}]*pool:([^,}]+)\}", query)
    # Datadog writes the values of tags small.
    source = (INFRA.parent / "server/src/platform/mongo/database.cpp").read_text()
    assert pool == re.search(r'threads_\("(\w+)"', source)[1].lower()


@every_way
def test_the_dashboard_answers_who_is_hurt_and_what_runs_out(monitoring, way):
    page = dashboard(monitoring[way])
    assert [row["definition"]["title"] for row in page["widgets"]] == ["Readers", "Servers", "Cache and database", "What costs"]
    by = {}
    for where, query in questions(monitoring[way]):
        for *_, tags in ASKED.findall(query):
            by.setdefault(tags, []).append(where)
    assert by.keys() >= {"version", "cache.layer,cache.result", "db.system.name", "pool"}
    # Traffic, errors and latency by route and by zone, and what is healthy there.
    assert len(by["http.route"]) >= 3 and len(by["availability-zone"]) >= 4
    # Each of the golden signals by version, and the deploys over every graph, as the pipeline marks them.
    assert len(by["version"]) >= 3
    marker = (INFRA.parent / "tools/deploy/marker.py").read_text()
    for row in page["widgets"]:
        for widget in row["definition"]["widgets"]:
            (overlay,) = widget["definition"]["events"]
            kind, *tags = overlay["q"].split()
            assert f'"{kind}"]' in marker and tags == ["service:conduit", f"env:{WAYS[way][0]}"]
    assert all(widget["definition"]["requests"] for row in page["widgets"] for widget in row["definition"]["widgets"])


# --- the role that Datadog reads with


def test_an_account_has_one_integration(monitoring):
    """Datadog answers 409 to a second one of the same AWS account, whatever its role."""
    stages = {stage for stage in STAGES if monitoring[stage].of_type("datadog_integration_aws_account")}
    assert stages == {"prod"}
    for stage in set(STAGES) - stages:
        assert not monitoring[stage].of_type("aws_iam_role") and not monitoring[stage].of_type("datadog_integration_aws_external_id")
    # Its tags are put on everything in the account: none may be of one stage.
    (account,) = monitoring["prod"].of_type("datadog_integration_aws_account").values()
    assert not any(tag.startswith(("env:", "stage:")) for tag in account["account_tags"])


def test_datadog_reads_and_no_more_and_only_for_us(monitoring):
    plan = monitoring["prod"]
    # The external id keeps it from reading for another of its customers.
    assert plan.references("aws_iam_role.integration", "assume_role_policy") >= {"datadog_integration_aws_external_id.this"}
    (account,) = plan.of_type("datadog_integration_aws_account").values()
    assert account["auth_config"]["aws_auth_config_role"]["role_name"] == "conduit/prod/conduit-prod-datadog-integration"
    assert "external_id" in json.dumps(plan.configuration["datadog_integration_aws_account.this"]["expressions"])
    (statement,) = json.loads(plan["aws_iam_role_policy.integration[0]"]["policy"])["Statement"]
    for action in statement["Action"]:
        assert re.fullmatch(r"[a-z0-9]+:(Describe|Get|List)\w*\*?", action), action
    assert not {"s3", "secretsmanager", "ssm", "logs", "kms"} & {action.split(":")[0] for action in statement["Action"]}
    assert plan["aws_iam_role.integration[0]"]["permissions_boundary"].endswith(":policy/conduit/ci/conduit-prod-boundary")
