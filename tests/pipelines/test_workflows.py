"""Rules for our workflows that the linters do not know."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from support.servers import ROOT

pytestmark = pytest.mark.fast

FILES = sorted((ROOT / ".github/workflows").iterdir())
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
PINNED = re.compile(r"\s+(?:- )?uses: (\./\S+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$")


def load(path: Path) -> dict:
    workflow = yaml.safe_load(path.read_text())
    workflow["on"] = workflow.pop(True)  # YAML 1.1 reads the key `on` so
    return workflow


def steps(workflow: dict):
    for name, job in workflow["jobs"].items():
        for step in job.get("steps", []):
            yield name, job, step


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_grants_are_per_job_and_jobs_end(path):
    workflow = load(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert "permissions" in job, name
        assert "uses" in job or "timeout-minutes" in job, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_their_version(path):
    for line in path.read_text().splitlines():
        if "uses:" in line and not line.lstrip().startswith("#"):
            assert PINNED.fullmatch(line), line


def test_everything_is_built_on_the_same_debians_pinned_by_date_and_digest():
    """Dependabot moves the Dockerfile's and the tests' container; the workflows' are moved after it by hand."""
    pinned = re.compile(r"debian:(bookworm|trixie)-\d{8}-slim@sha256:[0-9a-f]{64}")
    files = [*FILES, ROOT / "Dockerfile", ROOT / "tools/compose/compose.tests.yaml"]
    named = {
        name
        for path in files
        for name in re.findall(r"(?:docker\.io/library/)?\b(debian:\S+)", path.read_text())
    }
    assert all(pinned.fullmatch(name) for name in named), named
    assert sorted(pinned.match(name)[1] for name in named) == ["bookworm", "trixie"], named


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_checkouts_leave_no_token_behind(path):
    for _, _, step in steps(load(path)):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_scripts_that_are_called_exist_and_can_be_run(path):
    for _, _, step in steps(load(path)):
        for script in re.findall(r"(?:^|\s|;)((?:tools|tests|infra)/[\w./-]+)", step.get("run", "")):
            if script.startswith("infra/") and not (ROOT / "infra").exists():
                continue
            file = ROOT / script
            assert file.is_file(), script
            assert script.endswith(".txt") or file.stat().st_mode & 0o100, script


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_make_targets_exist(path):
    text = path.read_text()
    given = re.findall(
        r"TARGETS: ([a-z -]+)$|targets: \[?([a-z -]+(?:, [a-z-]+)*)\]?(?:, \w+: |$)", text, re.MULTILINE
    )
    targets = set(MAKE.findall(text)) | {
        t for pair in given for part in pair for t in re.split(r"[ ,]+", part) if t
    }
    defined = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets <= defined


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_pull_requests_get_no_environment_and_no_secret(path):
    workflow = load(path)
    if "pull_request" in workflow["on"]:
        assert "secrets." not in path.read_text()
        assert not any("environment" in job for job in workflow["jobs"].values())


def test_names_that_people_rely_on():
    infra = [step.get("name") for _, _, step in steps(load(ROOT / ".github/workflows/init-infra.yaml"))]
    assert infra.index("Provisioning Server Infrastructure") < infra.index(
        "Provisioning Client Infrastructure"
    )
    for stage in ("DEV", "DEMO", "PROD"):
        for name in ("ECR_REPOSITORY_URI", "ECS_CLUSTER_NAME", "ECS_SERVICE_NAME", "ECS_FAMILY_NAME"):
            for file in ("cd.yml", "rollback.yml"):
                line = f"{name}: ${{{{ secrets.{name}_{stage} }}}}"
                assert line in (ROOT / ".github/workflows" / file).read_text()


def test_branches_lead_to_their_stages():
    jobs = load(ROOT / ".github/workflows/cd.yml")["jobs"]
    for stage, branch in {"dev": "development", "demo": "staging", "prod": "release"}.items():
        assert jobs[stage]["if"] == f"github.ref_name == '{branch}'"
        assert jobs[stage]["with"]["stage"] == stage


def test_a_commit_is_built_by_one_run_at_a_time():
    """Two that find nothing would build it twice, and its stages would run different bytes."""
    callers = [
        job for path in FILES for job in load(path)["jobs"].values() if "image.yml" in job.get("uses", "")
    ]
    assert len(callers) == 2
    for job in callers:
        assert job["concurrency"] == {"group": "image-${{ github.sha }}", "cancel-in-progress": False}


def test_no_secret_is_an_input():
    for path in FILES:
        workflow = load(path)
        inputs = (
            (workflow["on"].get("workflow_dispatch") or {}).get("inputs", {})
            if isinstance(workflow["on"], dict)
            else {}
        )
        assert not [name for name in inputs if re.search("key|secret|token|password", name)]


def test_the_region_is_not_a_secret_where_addresses_are_printed():
    # GitHub would turn 1234.dkr.ecr.eu-west-1.amazonaws.com into 1234.dkr.ecr.***.amazonaws.com.
    assert "secrets.AWS_REGION" not in (ROOT / ".github/workflows/init-infra.yaml").read_text()


def test_one_job_speaks_for_all_of_ci():
    jobs = load(ROOT / ".github/workflows/ci.yml")["jobs"]
    assert set(jobs["ci-ok"]["needs"]) == set(jobs) - {"ci-ok"}


@pytest.mark.parametrize(
    ("results", "green"),
    [("success skipped success", True), ("success failure", False), ("cancelled success", False)],
)
def test_ci_ok_is_green_only_when_nothing_failed(results, green):
    step = load(ROOT / ".github/workflows/ci.yml")["jobs"]["ci-ok"]["steps"][0]
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], env={"RESULTS": results, "PATH": "/usr/bin:/bin"}, check=False
    )
    assert (done.returncode == 0) is green


def test_dependabot_watches_every_manifest():
    watched = set()
    for update in yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]:
        assert update["cooldown"]["default-days"] == 7
        watched |= {
            (update["package-ecosystem"], d.strip("/"))
            for d in update.get("directories", [update.get("directory")])
        }
    listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    kinds = {
        "package.json": "npm",
        "go.mod": "gomod",
        "Dockerfile": "docker",
        "compose.yaml": "docker-compose",
        "compose.tests.yaml": "docker-compose",
        ".terraform.lock.hcl": "terraform",
    }
    for path in map(Path, listed):
        kind = kinds.get(path.name) or (
            "pip" if path.name.startswith("requirements") and path.suffix == ".txt" else None
        )
        if kind:
            folder = "" if path.parent == Path() else path.parent.as_posix()
            assert (kind, folder) in watched, path
