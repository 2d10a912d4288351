"""A mark in Datadog at the moment of the deploy, so that a change in a graph can be laid beside it; and a word when the
deploy failed."""

import json
import os
import urllib.request

from tools.deploy.github import say, warn
from tools.deploy.stage import Stage

TIMEOUT = 10


def deployed(stage: Stage, commit: str, digest: str) -> None:
    _send(
        stage,
        title=f"{stage.project} {commit[:12]} deployed to {stage.name}",
        text=f"commit {commit}, image {digest}",
        alert_type="info",
        tags=[f"version:{commit}", "event:deploy"],
    )


def failed(stage: Stage, target: str) -> None:
    """What the monitor failed-deploy of infra/monitoring waits for."""
    run = "/".join(os.environ.get(name, "?") for name in ("GITHUB_REPOSITORY", "GITHUB_RUN_ID"))
    _send(
        stage,
        title=f"{stage.project}: the deploy of {target[:19]} to {stage.name} failed",
        text=f"{target}; the log of run {run} says why",
        alert_type="error",
        tags=["event:deploy-failed"],
    )


def _send(stage: Stage, *, title: str, text: str, alert_type: str, tags: list[str]) -> None:
    """Never fails: how the deploy went is decided, whether Datadog hears of it or not."""
    key = os.environ.get("DATADOG_API_KEY")
    if not key:
        say("no DATADOG_API_KEY: no deploy marker")
        return
    site = os.environ.get("DATADOG_SITE") or "datadoghq.com"
    endpoint = os.environ.get("DATADOG_ENDPOINT") or f"https://api.{site}"
    event = {
        "title": title,
        "text": text,
        "alert_type": alert_type,
        "aggregation_key": f"{stage.family}-deploy",
        "tags": [f"service:{stage.project}", f"env:{stage.name}", *tags],
    }
    request = urllib.request.Request(
        f"{endpoint}/api/v1/events",
        data=json.dumps(event).encode(),
        headers={"Content-Type": "application/json", "DD-API-KEY": key},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):
            say("deploy marker sent")
    except OSError as error:
        warn(f"no deploy marker: {error}")
