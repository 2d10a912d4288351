"""init-infra: a plan that people read is the plan that is applied. It is kept in the state bucket between the two
runs, for it holds the values of secrets and must not become an artifact of the workflow."""

import json
import os
import re
import subprocess
from pathlib import Path

from botocore.exceptions import ClientError

from tools.deploy.github import Refused, say, summary
from tools.deploy.stage import aws

TF = Path("infra/tf")
ROOTS = Path("infra/roots.json")
WORK = Path("build/infra")
LONGEST_SUMMARY = 60_000  # GitHub takes a mebibyte a step; nobody reads more than this


def setting(stage: str, name: str) -> str:
    """A text in the stage's own file."""
    file = Path(f"infra/stages/{stage}.tfvars")
    found = re.search(rf'^{name}\s*=\s*"(.*)"', file.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise Refused(f"{file} sets no {name}")
    return found[1]


def region_of(stage: str) -> str:
    """Not from the secret AWS_REGION: GitHub replaces a secret's value by *** wherever it occurs, and it occurs in
    the very addresses that this workflow has to print."""
    return setting(stage, "region")


def wanted(stage: str, root: str) -> bool:
    """Whether the stage has this root at all: infra/roots.json says when, the stage's file says what is."""
    entry = next(entry for entry in _roots() if entry["root"] == root)
    text = Path(f"infra/stages/{stage}.tfvars").read_text(encoding="utf-8")
    for name, values in entry.get("when", {}).items():
        variable, _, attribute = name.partition(".")
        pattern = rf"^{variable}\s*=\s*" + (rf".*\b{attribute}\s*=\s*" if attribute else "") + r'"?([\w-]+)'
        found = re.search(pattern, text, re.MULTILINE)
        if not found or found[1] not in [str(value).lower() for value in values]:
            return False
    return True


def plan(stage: str, root: str, run: str) -> None:
    if not wanted(stage, root):
        say(f"{stage} has no {root}")
        return
    # The others look up by name what it made, so that before it there is nothing to plan with.
    if root != "server" and not _outputs(stage, "server"):
        summary(
            f"### {root}\nPlanned once the server's infrastructure is there: apply this, then plan again."
        )
        return
    _tf("plan", stage, root)
    saved = WORK / f"{stage}-{root}.tfplan"
    shown = _terraform_show(stage, root, saved)
    aws("s3").upload_file(str(saved), _state_bucket(stage), _key(stage, root, run))
    saved.unlink()
    cut = "\n… (the rest is in the log of this step)" if len(shown) > LONGEST_SUMMARY else ""
    summary(
        f"### {root}\n```\n{shown[:LONGEST_SUMMARY]}{cut}\n```\nTo apply exactly this: action `apply`, plan-run `{run}`."
    )


def apply(stage: str, root: str, run: str) -> None:
    if not re.fullmatch(r"[0-9]+", run):
        raise Refused("say which plan to apply: the run id that the summary of the plan names")
    if not wanted(stage, root):
        say(f"{stage} has no {root}")
        return
    saved = WORK / f"{stage}-{root}.tfplan"
    saved.parent.mkdir(parents=True, exist_ok=True)
    bucket, key = _state_bucket(stage), _key(stage, root, run)
    try:
        aws("s3").download_file(bucket, key, str(saved))
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        summary(f"### {root}\nRun {run} saved no plan for it: nothing to apply.")
        return
    # Once only: after this run the plan no longer fits the state, whatever came of it.
    aws("s3").delete_object(Bucket=bucket, Key=key)
    _tf("apply", stage, root)
    summary(f"### {root}\nApplied the plan of run {run}.")
    if root == "server":
        github_settings(stage)


def destroy(stage: str, confirmation: str) -> None:
    """All of a stage, the last made first. Only for who types the stage's full name, and for prod only once protect is
    off in its reviewed file."""
    expected = f"destroy-{setting(stage, 'project')}-{stage}"
    if confirmation != expected:
        raise Refused(f"to destroy {stage}, confirm with {expected}")
    text = Path(f"infra/stages/{stage}.tfvars").read_text(encoding="utf-8")
    if re.search(r"^protect\s*=\s*true", text, re.MULTILINE):
        raise Refused(
            f"{stage} is protected: set protect = false in infra/stages/{stage}.tfvars and apply that first"
        )
    for root in reversed([entry["root"] for entry in _roots() if wanted(stage, entry["root"])]):
        _tf("destroy", stage, root, "-auto-approve", CONFIRM=confirmation)


def github_settings(stage: str) -> None:
    """The secrets that CD reads, by name and value, and set where a token allows it."""
    values = _outputs(stage, "server").get("github_secrets", {}).get("value")
    if not values:
        raise Refused("infra/server has no output github_secrets: apply it first")
    rows = "\n".join(f"| `{name}` | `{value}` |" for name, value in values.items())
    summary(f"### GitHub secrets of {stage}\n| name | value |\n|---|---|\n{rows}")
    if not os.environ.get("GH_TOKEN"):
        summary(
            "Set them by hand (Settings → Secrets and variables → Actions), or give this workflow the secret "
            "`SETTINGS_TOKEN`, a token that may write this repository's secrets."
        )
        return
    for name, value in values.items():
        # By standard input: arguments are visible to every process of the machine.
        subprocess.run(["gh", "secret", "set", name], input=value, text=True, check=True)
    say(f"set {len(values)} secrets")


def _roots() -> list[dict]:
    return json.loads(ROOTS.read_text())["stage"]


def _outputs(stage: str, root: str) -> dict:
    done = subprocess.run([TF, "output", stage, root, "-json"], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout or "{}")


def _state_bucket(stage: str) -> str:
    account = aws("sts").get_caller_identity()["Account"]
    return f"{setting(stage, 'project')}-state-{account}"


def _key(stage: str, root: str, run: str) -> str:
    return f"{stage}/plans/{run}/{root}.tfplan"


def _tf(action: str, stage: str, root: str, *more: str, **environment: str) -> None:
    if (
        subprocess.run(
            [TF, action, stage, root, *more], env={**os.environ, **environment}, check=False
        ).returncode
        != 0
    ):
        raise Refused(f"infra/tf {action} {stage} {root} failed")


def _terraform_show(stage: str, root: str, saved: Path) -> str:
    environment = {**os.environ, "TF_DATA_DIR": str((WORK / f"{stage}-{root}").resolve())}
    command = ["terraform", f"-chdir=infra/{root}", "show", "-no-color", str(saved.resolve())]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
