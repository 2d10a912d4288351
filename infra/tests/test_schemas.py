"""The Datadog and Atlas roots against their providers' schema, where the providers cannot be had.

PROVIDER_SCHEMAS names a file {provider: {provider: {…}, resources: {type: body}}}, as `terraform providers
schema -json` boiled down: attributes with type and flags, blocks with their body. Without it, or with the providers at
hand, `terraform validate` is the judge.
"""

import json
import os
import re
from pathlib import Path

import hcl2
import pytest
from terraform import INFRA, OTHER_ROOTS, Workspace

META = {"count", "for_each", "depends_on", "lifecycle", "provider"}
PREFIXES = {"datadog_": "datadog/datadog", "mongodbatlas_": "mongodb/mongodbatlas"}
OURS = re.compile(r"\b((?:datadog|mongodbatlas)_\w+)\.(\w+)(?:\[[^]]*\])?\.(\w+)")


@pytest.fixture(scope="module")
def schemas():
    path = os.environ.get("PROVIDER_SCHEMAS")
    if not path:
        pytest.skip("PROVIDER_SCHEMAS IS NOT SET: the Datadog and Atlas roots were not held against a schema")
    data = json.loads(Path(path).read_text())
    return {kind: body for provider in data.values() for kind, body in provider["resources"].items()}, data


def files(root):
    for path in sorted((INFRA / root).glob("*.tf")):
        yield path, hcl2.loads(path.read_text())


def resources(root):
    for path, content in files(root):
        for entry in content.get("resource", []):
            for kind, named in entry.items():
                if kind.startswith(tuple(PREFIXES)):
                    yield from ((f"{path.name}: {kind}.{name}", kind, body) for name, body in named.items())


def check(where, body, schema, errors):
    for name, value in body.items():
        known = schema.get(name)
        if known is None:
            errors.append(f"{where}: {name} is unknown")
        elif "block" in known:
            blocks = value if isinstance(value, list) else [value]
            if known["max"] and len(blocks) > known["max"]:
                errors.append(f"{where}: {len(blocks)} {name} blocks, {known['max']} at most")
            for block in blocks:
                check(f"{where}.{name}", block, known["body"], errors)
        else:
            attribute(f"{where}.{name}", value, known, errors)
    for name, known in schema.items():
        required = "required" in known.get("flags", []) or (known.get("min") or 0) > 0
        if required and name not in body:
            errors.append(f"{where}: {name} is required")


def attribute(where, value, known, errors):
    flags = known["flags"]
    if not {"required", "optional"} & set(flags):
        errors.append(f"{where} is computed, it cannot be set")
    if "deprecated" in flags:
        errors.append(f"{where} is deprecated")
    kind = known["type"]
    if isinstance(value, str) and value.startswith("${"):
        return  # an expression: its type is known only to Terraform
    if "attributes" in known:
        for item in value if isinstance(value, list) else [value]:
            check(where, item, known["attributes"], errors)
    elif isinstance(kind, list):
        if not isinstance(value, dict if kind[0] == "map" else list):
            errors.append(f"{where} must be a {kind[0]}")
    elif not isinstance(value, {"string": str, "number": (int, float), "bool": bool}[kind]) or (
        kind == "number" and isinstance(value, bool)
    ):
        errors.append(f"{where} must be a {kind}, it is {value!r}")


@pytest.mark.parametrize("root", OTHER_ROOTS)
def test_resources_fit_the_schema(schemas, root):
    known, _ = schemas
    errors, count = [], 0
    for where, kind, body in resources(root):
        count += 1
        if kind not in known:
            errors.append(f"{where}: no such resource")
        else:
            check(where, {k: v for k, v in body.items() if k not in META and not k.startswith("__")}, known[kind], errors)
    assert count and errors == []


@pytest.mark.parametrize("root", OTHER_ROOTS)
def test_references_name_what_exists(schemas, root):
    known, _ = schemas
    declared = {(kind, where.rsplit(".", 1)[1]) for where, kind, _ in resources(root)}
    for path, _ in files(root):
        for line in path.read_text().splitlines():
            for kind, name, field in OURS.findall(re.sub(r"\bdata\.\w+\.\w+(\[\d\])?\.\w+", "", line)):
                assert (kind, name) in declared, f"{path.name}: {kind}.{name}"
                assert field in known[kind] or field == "id", f"{path.name}: {kind}.{name}.{field}"


def test_pinned_versions_are_those_of_the_schema(schemas):
    _, data = schemas
    for root, provider in (("monitoring", "datadog/datadog"), ("database", "mongodb/mongodbatlas")):
        text = (INFRA / root / "versions.tf").read_text()
        assert f'version = "{data[provider]["version"]}"' in text


@pytest.mark.parametrize("root", OTHER_ROOTS)
def test_validate_where_the_provider_can_be_had(root):
    workspace = Workspace(root, "validate")
    found = workspace.run("init", "-input=false", "-backend=false", check=False)
    if found.returncode:
        pytest.skip(f"THE PROVIDERS OF {root} CANNOT BE HAD HERE: held against the schema only")
    workspace.run("validate")


def test_the_checker_sees_faults(schemas):
    known, _ = schemas
    for body, fault in [
        ({"name": "x"}, "required"),
        ({"name": "x", "type": "metric alert", "query": "q", "message": "m", "colour": "red"}, "unknown"),
        ({"name": "x", "type": "metric alert", "query": "q", "message": "m", "include_tags": "yes"}, "must be a bool"),
        ({"name": "x", "type": "metric alert", "query": "q", "message": "m", "new_host_delay": 1}, "deprecated"),
    ]:
        errors = []
        check("monitor", body, known["datadog_monitor"], errors)
        assert any(fault in error for error in errors), (body, errors)


def test_f01_private_address_password_and_allow_list():
    """Read from the text: the provider is not there to plan with."""
    text = {path.name: path.read_text() for path in (INFRA / "database").glob("*.tf")}
    assert re.search(r'data "mongodbatlas_advanced_cluster" "connected".*?depends_on = \[mongodbatlas_privatelink_endpoint_service\.this\]', text["users.tf"], re.S)
    assert "private_endpoint : endpoint.srv_connection_string" in text["users.tf"]
    assert text["users.tf"].count("urlencode(") == 1
    assert "password_wo " in text["users.tf"] and not re.search(r"^\s+password\s*=", text["users.tf"], re.M)
    for name, content in text.items():
        code = re.sub(r"#.*", "", content)
        assert "0.0.0.0/0" not in code, name
    assert "password" not in text["outputs.tf"].replace("with the password is in Secrets Manager only", "")
