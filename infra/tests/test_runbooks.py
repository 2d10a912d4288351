"""Whoever is woken finds a page: each alarm and monitor has one, with a severity, and no page is about nothing."""

import re

import boto3
import pytest
from terraform import INFRA

RUNBOOKS = INFRA.parent / "docs/runbooks"
PAGES = sorted(path for path in RUNBOOKS.glob("*.md") if path.stem != "README")
SECTIONS = ["First three commands", "Likely causes", "Stop the bleeding"]
# Commands of the AWS CLI that are no calls of the API.
NO_CALLS = {("logs", "tail")}


def text(root, file):
    return (INFRA / root / file).read_text()


def block(name, source):
    """The rows of a map of locals: (key, body)."""
    body = re.search(rf"^  {name} = [^\n]*\{{\n(.*?)^  \}}", source, re.M | re.S)[1]
    return re.findall(r"^    ([\w-]+) *= \{(.*?)\}$", body, re.M | re.S)


MONITORS = {"monitors": "monitors.tf", "database_monitors": "database.tf"}


def linked():
    """Pages that alarms and monitors name, with where."""
    for key, body in block("alarms", text("server", "alarms.tf")):
        yield f"server: {key}", re.search(r'runbook = "([\w-]+)"', body)[1]
    for key, body in block("database_alarms", text("documentdb", "alarms.tf")):
        yield f"documentdb: {key}", re.search(r'runbook = "([\w-]+)"', body)[1]
    for root in ("server", "client"):
        for page in re.findall(r"var\.runbook_url\}/([a-z-]+)\.md", text(root, "alarms.tf")):
            yield f"{root}: {page}", page
    for key, _ in block("database_alerts", text("database", "alerts.tf")):
        yield f"database: {key}", key
    for name, file in MONITORS.items():
        for key, _ in block(name, text("monitoring", file)):
            yield f"monitoring: {key}", key
    for key, body in block("objectives", text("monitoring", "slo.tf")):
        yield f"monitoring: {key}", re.search(r'page += "([\w-]+)"', body)[1]


def test_every_alarm_has_its_page_and_every_page_its_alarm():
    links = list(linked())
    assert len(links) >= 30
    pages = {path.stem for path in PAGES}
    assert [where for where, page in links if page not in pages] == []
    assert pages - {page for _, page in links} == set()


def test_what_must_be_watched_is():
    """The list of issue and design: losing one of these must not go unnoticed."""
    monitors = {key for name, file in MONITORS.items() for key, _ in block(name, text("monitoring", file))}
    assert monitors >= {
        "error-rate", "latency", "saturation", "no-data", "instances-at-most", "cache-cpu", "cache-evictions",
        "database-connections", "replication-lag", "database-wait", "certificate-expiry", "failed-deploy",
    }  # fmt: skip
    for root, file, name in (("database", "alerts.tf", "database_alerts"), ("documentdb", "alarms.tf", "database_alarms")):
        rows = {re.sub(r"^(database|replication)-", "", key) for key, _ in block(name, text(root, file))}
        assert {"connections", "lag"} <= rows, root


@pytest.mark.parametrize("root", ["server", "client", "documentdb"])
def test_every_cloudwatch_alarm_says_severity_and_page(root):
    source = text(root, "alarms.tf")
    descriptions = re.findall(r'^  alarm_description +=(.*)$', source, re.M)
    assert len(descriptions) == source.count('resource "aws_cloudwatch_metric_alarm"')
    for description in descriptions:
        assert re.match(r' "\[P(\d|\$\{each\.value\.severity\})\] ', description), description
        assert description.endswith('.md"') and "Runbook: ${var.runbook_url}/" in description, description
    for name in ("alarms", "database_alarms"):
        if f"  {name} = {{" in source:
            for key, body in block(name, source):
                assert re.search(r"severity    = [123],", body), key


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_what_a_tired_reader_needs(page):
    content = page.read_text()
    assert re.findall(r"^## (.*)$", content, re.M) == SECTIONS
    assert len(re.search(r"\A# [^\n]+\n\n(.+?)\n\n## ", content, re.S)[1]) > 80, "it says what it means"
    assert len(commands(content)) == 3
    for link in re.findall(r"\]\(([\w-]+\.md)\)", content):
        assert (RUNBOOKS / link).exists(), link
    assert f"({page.name})" in (RUNBOOKS / "README.md").read_text()


def commands(content):
    return re.search(r"```sh\n(.*?)\n```", content, re.S)[1].splitlines()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_its_aws_commands_exist(page):
    for service, operation in re.findall(r"\baws ([a-z0-9-]+) ([a-z0-9-]+)", page.read_text()):
        if (service, operation) not in NO_CALLS:
            methods = boto3.client(service, region_name="us-east-1").meta.method_to_api_mapping
            assert operation.replace("-", "_") in methods, f"aws {service} {operation}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_its_log_groups_and_variables_exist(page):
    content = page.read_text()
    groups = "".join(path.read_text() for path in (INFRA / "server").glob("*.tf"))
    for group in re.findall(r'"/\$PROJECT/\$STAGE/([\w-]+)"', content):
        assert f'"/${{var.project}}/${{var.stage}}/{group}"' in groups, group
    settings = (INFRA.parent / "api/golden/help.txt").read_text()
    for setting in re.findall(r"\bCONDUIT_\w+", content):
        assert setting in settings, setting
