"""`terraform test` of every root, on mock providers.

Two changes to the copies. Mock providers know no ephemeral resources, so those become data sources. And refusing a
variable needs no resource: those tests run on the variables alone, which takes a tenth of the time.
"""

import re

import pytest
from terraform import AWS_ROOTS, INFRA, OTHER_ROOTS, Workspace, plain

NEEDED_BY_VALIDATIONS = {"server": ["capacity.tf"]}


def outcome(workspace, *arguments):
    result = workspace.run("test", "-no-color", *arguments, check=False)
    summary = re.search(r"(\d+) passed, 0 failed\.", result.stdout)
    assert result.returncode == 0 and summary, plain(result)
    return int(summary[1])


@pytest.mark.parametrize("root", AWS_ROOTS + OTHER_ROOTS)
def test_every_validation_refuses(root):
    workspace = Workspace(root, "variables")
    tests = workspace.directory / "tests/variables.tftest.hcl"
    text = tests.read_text()
    tests.write_text(re.sub(r'^mock_provider "\w+" \{(\}|.*?^\})\n', "", text, flags=re.M | re.S))
    keep = ["variables", *NEEDED_BY_VALIDATIONS.get(root, [])]
    for path in workspace.directory.glob("*.tf"):
        if not path.name.startswith(tuple(keep)):
            path.unlink()
    passed = outcome(workspace.init(), "-filter=tests/variables.tftest.hcl")
    assert passed == text.count("expect_failures")


@pytest.mark.parametrize("root, file", [("server", "stage"), ("bootstrap", "trust"), ("documentdb", "cluster")])
def test_on_mocks(root, file):
    workspace = Workspace(root, "mocks").init()
    for path in workspace.directory.glob("*.tf"):
        path.write_text(re.sub(r"^ephemeral ", "data ", re.sub(r"\bephemeral\.aws", "data.aws", path.read_text()), flags=re.M))
    assert outcome(workspace, f"-filter=tests/{file}.tftest.hcl")


def test_each_validation_is_refused_somewhere():
    for root in AWS_ROOTS + OTHER_ROOTS:
        tests = "".join(path.read_text() for path in (INFRA / root / "tests").glob("*.tftest.hcl"))
        for path in (INFRA / root).glob("variables*.tf"):
            for block in re.split(r"(?=^variable )", path.read_text(), flags=re.M)[1:]:
                name = block.split('"')[1]
                if "validation {" in block:
                    assert f"expect_failures = [var.{name}]" in tests, f"{root}: nothing refuses a bad {name}"
