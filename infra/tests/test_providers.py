"""The providers of Datadog and Atlas: their own where they can be had, and the stand-in for both.

That the roots fit the schemas shows in their plans, test_database.py and test_monitoring.py.
"""

import json
import re

import provider_schemas
import pytest
from terraform import OTHER_ROOTS, Workspace


@pytest.mark.parametrize("root", OTHER_ROOTS)
def test_valid_with_the_provider_itself(stand_ins, root):
    if provider_schemas.own_provider(root) is None:
        pytest.skip(f"THE PROVIDER OF {root} CANNOT BE HAD HERE: planned with a stand-in of its schema only")
    Workspace(root, "validate-own").init("-backend=false").run("validate")


@pytest.mark.parametrize("root", OTHER_ROOTS)
def test_the_schema_is_that_of_the_pinned_version(stand_ins, root):
    schemas = json.loads(stand_ins.schemas.read_text())
    assert schemas[provider_schemas.PROVIDERS[root]]["version"] == provider_schemas.pinned(root)


# --- the stand-in itself


@pytest.fixture
def monitor(stand_ins):
    """A workspace with one monitor, for monitor(arguments)."""

    def write(arguments):
        workspace = provider_schemas.alone("monitoring", "one-monitor", stand_ins)
        (workspace.directory / "monitor.tf").write_text(f'resource "datadog_monitor" "this" {{\n{arguments}\n}}\n')
        return workspace.init()

    return write


MONITOR = 'name = "n"\n type = "metric alert"\n query = "q"\n message = "m"\n'


@pytest.mark.parametrize(
    "arguments, fault",
    [
        ('name = "n"', 'The argument "query" is required'),
        (MONITOR + 'colour = "red"', 'An argument named "colour" is not expected here'),
        (MONITOR + 'include_tags = "perhaps"', "a bool is required"),
        (MONITOR + "monitor_thresholds {}\n monitor_thresholds {}", "No more than 1"),
        (MONITOR + 'monitor_thresholds {\n wrong = "1"\n}', 'An argument named "wrong" is not expected here'),
        (MONITOR + "new_host_delay = 1", "deprecated"),
    ],
)
def test_a_fault_is_seen(monitor, arguments, fault):
    diagnostics = json.loads(monitor(arguments).run("validate", "-json", check=False).stdout)["diagnostics"]
    assert fault in " ".join(f"{d['summary']} {d['detail']}" for d in diagnostics)


def test_what_the_service_chooses_is_unknown_until_applied_and_kept_afterwards(monitor):
    workspace = monitor(MONITOR)
    planned = workspace.plan()["resource_changes"][0]["change"]
    assert planned["after_unknown"]["id"] and planned["after_unknown"]["tags"] and planned["after"]["query"] == "q"
    workspace.apply()
    (resource,) = json.loads(workspace.run("show", "-json").stdout)["values"]["root_module"]["resources"]
    assert re.fullmatch("[0-9a-f]{24}", resource["values"]["id"])
    assert workspace.plan()["resource_changes"][0]["change"]["actions"] == ["no-op"]
    workspace.run("destroy", "-auto-approve", "-no-color")
    assert workspace.state() == []


@pytest.mark.parametrize("root", OTHER_ROOTS)
def test_it_serves_the_schema_that_it_was_given(stand_ins, root):
    given = json.loads(stand_ins.schemas.read_text())[provider_schemas.PROVIDERS[root]]
    served = provider_schemas.boiled_down(provider_schemas.alone(root, "schema", stand_ins).init())
    assert served["resources"] and served["provider"] == comparable(given["provider"])
    for kind, body in served["resources"].items():
        assert body == comparable(given["resources"][kind]), kind


def comparable(body):
    """Without what was left out."""
    return {
        name: entry | {"body": comparable(entry["body"])} if "body" in entry else entry
        for name, entry in body.items()
        if "note" not in entry
    }
