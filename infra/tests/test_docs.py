"""What the pages say is what the files hold."""

import re
import subprocess
import sys

from terraform import AWS_ROOTS, INFRA, OTHER_ROOTS

DEPLOY = INFRA.parent / "docs/deploy.md"


def test_costs_are_computed():
    table = subprocess.run([sys.executable, INFRA / "costs"], capture_output=True, text=True, check=True).stdout
    assert f"<!-- costs -->\n{table}<!-- /costs -->" in DEPLOY.read_text(), "run infra/costs and put its table into docs/deploy.md"


def test_prices_cover_every_instance_type():
    import json

    prices = json.loads((INFRA / "prices.json").read_text())
    types = re.findall(r'^\s+"([\w.-]+)"\s*= \{ architecture', (INFRA / "server/capacity.tf").read_text(), re.M)
    assert types and set(types) == set(prices["instance_hour"])


def test_variables_and_outputs_that_the_pages_name_exist():
    text = "".join(path.read_text() for root in AWS_ROOTS + OTHER_ROOTS for path in (INFRA / root).glob("*.tf"))
    known = set(re.findall(r'^(?:variable|output) "(\w+)"', text, re.M))
    for name in re.findall(r"`([a-z]+(?:_[a-z]+)+)(?: =[^`]*)?`", DEPLOY.read_text()):
        assert name in known or name in text, name


def test_commands_of_the_pages_exist():
    for page in (DEPLOY, INFRA / "README.md"):
        for root in re.findall(r"infra/tf \w+\s+(?:shared|dev|demo|prod|STAGE)\s+(\w+)", page.read_text()):
            assert (INFRA / root / "versions.tf").exists(), root
        for script in re.findall(r"\b(infra/[a-z-]+)(?=[ `]|$)", page.read_text(), re.M):
            assert (INFRA.parent / script).exists(), script
