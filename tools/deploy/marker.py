"""A mark in Datadog at the moment of the deploy, so that a change in a graph can be laid beside it."""

import json
import os
import urllib.request

from tools.deploy.github import say, warn
from tools.deploy.stage import Stage

TIMEOUT = 10


def send(stage: Stage, commit: str, digest: str) -> None:
    """Never fails: the deploy has succeeded, whether Datadog hears of it or not."""
    key = os.environ.get("DATADOG_API_KEY")
    if not key:
        say("no DATADOG_API_KEY: no deploy marker")
        return
    site = os.environ.get("DATADOG_SITE") or "datadoghq.com"
    endpoint = os.environ.get("DATADOG_ENDPOINT") or f"https://api.{site}"
    event = {
        "title": f"{stage.project} {commit[:12]} deployed to {stage.name}",
        "text": f"commit {commit}, image {digest}",
        "alert_type": "info",
        "aggregation_key": f"{stage.family}-deploy",
        "tags": [f"service:{stage.project}", f"env:{stage.name}", f"version:{commit}", "event:deploy"],
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
