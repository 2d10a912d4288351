"""What can be said without a plan: format, lint, conventions. Validity shows in the plans (terraform.py)."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from terraform import AWS_ROOTS, INFRA, OTHER_ROOTS, STAGES, Missing, plain

TOOLS = INFRA.parent / "build"


def tool(name, *places):
    found = next((str(place) for place in places if place.exists()), None) or shutil.which(name)
    assert found, f"{name} is missing: run infra/tests/setup"
    return found


def test_format():
    if shutil.which("terraform") is None:
        raise Missing("terraform is not on the PATH")
    result = subprocess.run(["terraform", "fmt", "-check", "-recursive", "-diff", INFRA], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("root", AWS_ROOTS + OTHER_ROOTS)
def test_tflint(root):
    tflint = tool("tflint", TOOLS / "tools/tflint")
    result = subprocess.run(
        [tflint, f"--chdir={INFRA / root}", f"--config={INFRA}/.tflint.hcl"], capture_output=True, text=True
    )
    assert result.returncode == 0, plain(result)


def test_checkov():
    checkov = tool("checkov", TOOLS / "venv-checkov/bin/checkov", TOOLS / "venv/bin/checkov")
    result = subprocess.run(
        [checkov, "--directory", INFRA, "--config-file", INFRA / ".checkov.yaml"], capture_output=True, text=True
    )
    assert result.returncode == 0, plain(result)


def test_every_checkov_skip_has_a_reason():
    lines = (INFRA / ".checkov.yaml").read_text().splitlines()
    skips = [line for line in lines if re.match(r"\s*- CKV", line)]
    assert skips
    for line in skips:
        assert re.search(r"#\s+\S+ \S+", line), line


def test_shellcheck():
    scripts = [path for path in INFRA.rglob("*") if path.is_file() and ".terraform" not in path.parts and is_shell(path)]
    assert len(scripts) >= 4
    subprocess.run([tool("shellcheck"), *scripts], check=True)


def is_shell(path):
    with path.open("rb") as file:
        return file.read(30).startswith((b"#!/usr/bin/env bash", b"#!/bin/bash")) and path.suffix != ".tftpl"


def test_user_data_is_a_valid_script():
    template = (INFRA / "server/user_data.sh.tftpl").read_text()
    script = re.sub(r"\$\{\w+\}", "1", template)
    subprocess.run([tool("shellcheck"), "-"], input=script, text=True, check=True)


def declared(root):
    text = "".join(path.read_text() for path in (INFRA / root).glob("*.tf"))
    return set(re.findall(r'^variable "(\w+)"', text, re.M))


@pytest.mark.parametrize("stage", STAGES + ["shared"])
def test_stage_files_name_only_variables_that_a_root_declares(stage):
    roots = ["bootstrap"] if stage == "shared" else ["server", "database", "documentdb", "client", "monitoring"]
    known = set().union(*(declared(root) for root in roots))
    given = set(re.findall(r"^(\w+)\s*=", (INFRA / f"stages/{stage}.tfvars").read_text(), re.M))
    assert given <= known


def test_stages_differ_in_values_only():
    names = [set(re.findall(r"^(\w+)\s*=", (INFRA / f"stages/{stage}.tfvars").read_text(), re.M)) for stage in STAGES]
    assert names[0] == names[1] == names[2]
    for path in INFRA.rglob("*.tf"):
        assert "terraform.workspace" not in path.read_text(), path


def variables(root):
    for path in (INFRA / root).glob("variables*.tf"):
        for block in re.split(r"(?=^variable )", path.read_text(), flags=re.M)[1:]:
            yield f"{root}.{block.split(chr(34))[1]}", block


@pytest.mark.parametrize("root", AWS_ROOTS + OTHER_ROOTS)
def test_every_variable_is_typed_described_and_not_null(root):
    for name, block in variables(root):
        assert re.search(r"^  description\s*=", block, re.M), name
        assert re.search(r"^  type\s*=", block, re.M), name
        assert re.search(r"^  nullable\s*= false", block, re.M), name
        assert "validation {" in block or re.search(r"^  type\s*= bool", block, re.M), f"{name} is not validated"


@pytest.mark.parametrize("root", AWS_ROOTS + OTHER_ROOTS)
def test_shared_variables_are_the_same_in_every_root(root):
    reference = dict((name.split(".")[1], block.strip()) for name, block in variables("server"))
    for name, block in variables(root):
        short = name.split(".")[1]
        if short in ("project", "stage", "region", "hostname", "protect", "log_retention_days", "datadog", "runbook_url"):
            assert block.strip() == reference[short], f"{name} has drifted from infra/server"


@pytest.mark.parametrize("root", AWS_ROOTS + OTHER_ROOTS)
def test_every_output_is_described(root):
    text = (INFRA / root / "outputs.tf").read_text()
    assert text.count('output "') == len(re.findall(r"^  description\s*=", text, re.M))


@pytest.mark.parametrize("root", AWS_ROOTS + OTHER_ROOTS)
def test_providers_are_locked_at_the_pinned_version(root):
    pinned = re.findall(r'source  = "([\w/]+)"\n\s+version = "([\d.]+)"', (INFRA / root / "versions.tf").read_text())
    assert pinned
    lock = INFRA / root / ".terraform.lock.hcl"
    if root in OTHER_ROOTS and not lock.exists():
        return  # made by infra/lock where the providers can be downloaded
    for source, version in pinned:
        entry = re.search(rf'^provider "registry.terraform.io/{source.lower()}" \{{(.*?)^\}}', lock.read_text(), re.M | re.S)
        assert entry and f'version     = "{version}"' in entry[1] and '"h1:' in entry[1], source


def test_no_clock_and_no_remote_state():
    for path in INFRA.rglob("*.tf"):
        code = re.sub(r"#.*", "", path.read_text())
        # timestamp() makes every plan differ; remote state wires roots together.
        assert not re.search(r"\b(timestamp|uuid)\(|terraform_remote_state", code), path


def test_roots_in_order_exist():
    order = json.loads((INFRA / "roots.json").read_text())
    names = order["account"] + [entry["root"] for entry in order["stage"]]
    assert sorted(names) == sorted(AWS_ROOTS + OTHER_ROOTS)
    for name in names:
        assert (INFRA / name / "versions.tf").exists()
