"""Rules for our workflows that the linters do not know."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from support.servers import ROOT

pytestmark = pytest.mark.fast

FILES = sorted((ROOT / ".github/workflows").iterdir())
ROOTS = json.loads((ROOT / "infra/roots.json").read_text())["stage"]
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
def test_a_step_is_one_command(path):
    """Anything longer is a script, which runs on a laptop too."""
    for job, _, step in steps(load(path)):
        commands = step.get("run", "").replace("\\\n", " ").strip().splitlines()
        assert len(commands) <= 1, f"{job}: {commands}"


def test_a_change_can_be_compared_with_what_it_changes():
    """Without a commit before the last clang-tidy has nothing to compare with, says so, and passes."""
    jobs = load(ROOT / ".github/workflows/ci.yml")["jobs"]
    assert jobs["check"]["env"]["TARGETS"] == "check"
    depths = [
        step["with"].get("fetch-depth", 1)
        for step in jobs["check"]["steps"]
        if "checkout" in step.get("uses", "")
    ]
    assert depths == [2]


def test_what_takes_too_long_for_a_pull_request_is_done_each_night():
    nightly = load(ROOT / ".github/workflows/nightly.yml")["jobs"]["long"]["strategy"]["matrix"]["targets"]
    assert {"fuzz", "torture", "test", "test-without-telemetry", "tidy", "example", "renamed"} == set(nightly)


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
        assert jobs[stage]["if"].endswith(f"github.ref_name == '{branch}' }}}}")
        assert jobs[stage]["with"]["stage"] == stage


def test_a_job_after_a_called_workflow_runs_although_part_of_that_was_skipped():
    """Else a commit whose image is found, and its build skipped, would be green and nowhere deployed."""
    after = []
    for path in FILES:
        jobs = load(path)["jobs"]
        skipping = {
            name
            for name, job in jobs.items()
            if job.get("uses", "").startswith("./")
            and any("if" in inner for inner in load(ROOT / job["uses"])["jobs"].values())
        }
        after += [
            (path.name, name, job.get("if", ""))
            for name, job in jobs.items()
            if skipping & set([job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", []))
        ]
    assert {(file, name) for file, name, _ in after} == {
        ("cd.yml", "dev"),
        ("cd.yml", "demo"),
        ("cd.yml", "prod"),
        ("release.yml", "release"),
    }
    for file, name, condition in after:
        assert "!failure() && !cancelled()" in condition, f"{file}: {name}"


def test_commits_of_a_branch_are_deployed_in_their_order():
    group = load(ROOT / ".github/workflows/cd.yml")["concurrency"]
    assert group == {"group": "cd-${{ github.ref_name }}", "cancel-in-progress": False}


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
        "pom.xml": "maven",
        ".terraform.lock.hcl": "terraform",
    }
    for path in map(Path, listed):
        kind = kinds.get(path.name) or (
            "pip" if path.name.startswith("requirements") and path.suffix == ".txt" else None
        )
        if kind:
            folder = "" if path.parent == Path() else path.parent.as_posix()
            assert (kind, folder) in watched, path


# ── what people set, and what Terraform is told ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_secret_and_variable_is_explained(path):
    explained = set(re.findall(r"`([A-Z_]+)(?:_<STAGE>)?`", (ROOT / "docs/pipelines.md").read_text()))
    read = set(re.findall(r"\b(?:secrets|vars)\.([A-Z_]+)", path.read_text()))
    assert {re.sub(r"_(DEV|DEMO|PROD)$", "", name) for name in read} - explained == set()


def test_terraform_is_told_wherever_it_plans_what_is_not_for_git():
    """A plan that lacks one of them differs from the plan that was applied: every night would find a drift."""
    given = set(re.findall(r"TF_VAR_(\w+)", (ROOT / "docs/deploy.md").read_text()))
    assert {"alarm_email", "atlas_org_id"} <= given
    planned = set()
    for path in FILES:
        for _, job, step in steps(load(path)):
            command = step.get("run", "")
            if named := re.search(r'infra "\$ACTION".* --root ([a-z ]+) --run', command):
                roots = named[1].split()
            elif script := re.search(r"tools/ci/\w+\.sh", command):
                roots = re.search(r"for root in ([a-z ]+);", (ROOT / script[0]).read_text())[1].split()
            else:
                continue
            told = {**job.get("env", {}), **step.get("env", {})}
            for root in roots:
                planned.add((path.name, root))
                declared = "".join(file.read_text() for file in (ROOT / "infra" / root).glob("variables*.tf"))
                for name in given:
                    if f'variable "{name}"' in declared:
                        assert f"TF_VAR_{name}" in told, f"{path.name} plans {root} without {name}"
    everywhere = {("init-infra.yaml", entry["root"]) for entry in ROOTS}
    assert planned == everywhere | {
        (file, root) for file in ("ci.yml", "nightly.yml") for root in ("server", "client")
    }


def test_a_role_is_taken_for_as_long_as_it_may_be():
    """An apply whose credentials end before it does leaves a stage half made."""
    longest = re.search(
        r'max_session_duration = each\.value\.job == "provision" \? (\d+) : (\d+)',
        (ROOT / "infra/bootstrap/github_roles.tf").read_text(),
    )
    for path in FILES:
        for _, job, step in steps(load(path)):
            if "take-credentials" in step.get("run", ""):
                taken = re.search(r"--seconds (\d+)", step["run"])
                provisions = str(job.get("environment", "")).endswith("-infra")
                assert (taken[1] if taken else "3600") == longest[1 if provisions else 2], path.name


def test_terraform_is_the_same_everywhere():
    versions = {
        version
        for path in [*FILES, ROOT / "infra/tests/setup"]
        for version in re.findall(r"(?:terraform_version: |fetch_terraform\.py\" )(\S+)", path.read_text())
    }
    assert len(versions) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_signed_where_github_does_not_sign(path):
    for _, _, step in steps(load(path)):
        if step.get("uses", "").startswith("actions/attest-"):
            assert "!github.event.repository.private" in step["if"]
