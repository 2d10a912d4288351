"""Runs the `run:` steps of a job as GitHub's runner does: bash -e, outputs and exports by files, conditions and
expressions of the few forms that our workflows use. Steps with `uses:` are the caller's business."""

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from support.servers import ROOT


@dataclass
class Done:
    status: int
    log: str
    outputs: dict[str, dict[str, str]]
    steps: list[str]
    summary: str


@dataclass
class Job:
    """One run of one job. `contexts` are what expressions may read: inputs, secrets, vars, github."""

    workflow: str
    job: str
    contexts: dict[str, dict]
    directory: Path
    environment: dict[str, str]
    checkout: Path = ROOT
    used: dict[str, Callable[[dict], None]] = field(default_factory=dict)

    def run(self, skip: tuple[str, ...] = ()) -> Done:
        definition = yaml.safe_load((ROOT / ".github/workflows" / self.workflow).read_text())["jobs"][
            self.job
        ]
        log, ran = [], []
        contexts = {**self.contexts, "steps": {}}
        exported: dict[str, str] = {}
        files = {
            name: self.directory / name.lower()
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY")
        }
        for file in files.values():
            file.write_text("")
        top = {name: evaluate(value, contexts) for name, value in definition.get("env", {}).items()}

        status = 0
        for step in definition["steps"]:
            name = step.get("name") or step.get("uses", step.get("run", ""))
            # After a failure the runner skips every step that does not ask for it.
            if (status != 0) != (step.get("if") == "failure()"):
                continue
            if status == 0 and "if" in step and not condition(step["if"], contexts):
                continue
            if "uses" in step:
                action = step["uses"].split("@")[0]
                if action in self.used:
                    self.used[action]({k: evaluate(v, contexts) for k, v in step.get("with", {}).items()})
                continue
            if name in skip:
                continue
            ran.append(name)
            own = {key: evaluate(value, contexts) for key, value in step.get("env", {}).items()}
            files["GITHUB_OUTPUT"].write_text("")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=self.checkout / step.get("working-directory", ""),
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=300,
                env={
                    **os.environ,
                    **self.environment,
                    **top,
                    **exported,
                    **own,
                    "GITHUB_ACTIONS": "true",
                    **{key: str(path) for key, path in files.items()},
                },
            )
            log.append(f"### {name}\n{done.stdout}")
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": _pairs(files["GITHUB_OUTPUT"].read_text())}
            exported |= _pairs(files["GITHUB_ENV"].read_text())
            status = status or done.returncode
        return self._done(status, log, contexts, ran, files)

    def _done(self, status, log, contexts, ran, files) -> Done:
        outputs = {step: value["outputs"] for step, value in contexts["steps"].items()}
        return Done(status, "\n".join(log), outputs, ran, files["GITHUB_STEP_SUMMARY"].read_text())


def _pairs(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def evaluate(value, contexts: dict) -> str:
    """A value of `env:`, with its expressions replaced. What is missing is the empty string, as on GitHub."""
    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda match: _text(_expression(match[1], contexts)), str(value))


def condition(text: str, contexts: dict) -> bool:
    return bool(_expression(text.removeprefix("${{").removesuffix("}}").strip(), contexts))


def _text(value) -> str:
    return (
        {True: "true", False: "false", None: ""}.get(value, str(value))
        if not isinstance(value, str)
        else value
    )


def _expression(text: str, contexts: dict):
    for operator in ("||", "&&", "==", "!="):
        if operator in text:
            left, right = (part.strip() for part in text.split(operator, 1))
            if operator == "||":
                return _expression(left, contexts) or _expression(right, contexts)
            if operator == "&&":
                return _expression(left, contexts) and _expression(right, contexts)
            equal = _expression(left, contexts) == _expression(right, contexts)
            return equal if operator == "==" else not equal
    if text.startswith("!"):
        return not _expression(text[1:], contexts)
    if called := re.fullmatch(r"contains\((\S+), (\S+)\)", text):
        return _expression(called[2], contexts) in _expression(called[1], contexts)
    if text.startswith("'"):
        return text.strip("'")
    if not re.fullmatch(r"[a-zA-Z_]+(\.[\w-]+)+", text):
        raise NotImplementedError(f"the expression {text!r}")
    value = contexts
    for part in text.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return value
