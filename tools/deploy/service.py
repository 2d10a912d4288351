"""The rolling update of a service, watched to its end. ECS's circuit breaker undoes a bad deployment and then calls
the service stable; green here means that the revision we asked for is the one that runs."""

from tools.deploy import revision as revisions
from tools.deploy import tasks
from tools.deploy.github import Refused, group, say
from tools.deploy.stage import Stage, aws
from tools.deploy.waiting import Clock


def describe(stage: Stage) -> dict:
    services = aws("ecs").describe_services(cluster=stage.cluster, services=[stage.service])["services"]
    if not services or services[0]["status"] != "ACTIVE":
        raise Refused(
            f"there is no service {stage.service} in {stage.cluster}: run init-infra for {stage.name}"
        )
    return services[0]


def wait_until_quiet(stage: Stage, clock: Clock) -> dict:
    """The service once no deployment runs. GitHub lets one job at a time deploy a stage; this is for whoever deploys
    from elsewhere: Terraform, a laptop, a run that was cancelled."""
    for tick, _ in enumerate(clock.ticks()):
        service = describe(stage)
        running = [d for d in service["deployments"] if d.get("rolloutState") == "IN_PROGRESS"]
        if not running and len(service["deployments"]) == 1:
            return service
        if tick == 0:
            say("another deployment is running; waiting for it")
    raise Refused(f"another deployment of {stage.service} was still running after {clock.seconds} s")


def roll_out(stage: Stage, service: dict, revision: str, clock: Clock) -> None:
    before = service["taskDefinition"]
    if before == revision:
        say(f"revision {revisions.number(revision)} runs already")
        return
    updated = aws("ecs").update_service(
        cluster=stage.cluster, service=stage.service, taskDefinition=revision
    )["service"]
    ours = _primary(updated)["id"]
    say(f"deployment {ours}: revision {revisions.number(before)} → {revisions.number(revision)}")

    progress = ""
    for _ in clock.ticks():
        service = describe(stage)
        deployment = next((d for d in service["deployments"] if d["id"] == ours), None)
        primary = _primary(service)
        if deployment is None or deployment.get("rolloutState") == "FAILED" or primary["id"] != ours:
            break
        seen = f"{deployment['runningCount']} of {deployment['desiredCount']} running, {deployment.get('failedTasks', 0)} failed"
        if seen != progress:
            say(seen)
            progress = seen
        if deployment.get("rolloutState") == "COMPLETED" and len(service["deployments"]) == 1:
            say(f"revision {revisions.number(revision)} is in service")
            return
    else:
        _explain(stage, revision)
        aws("ecs").update_service(cluster=stage.cluster, service=stage.service, taskDefinition=before)
        _give_up(stage, before, revision, f"it was not in service after {clock.seconds} s", clock)

    _explain(stage, revision)
    reason = (deployment or {}).get("rolloutStateReason") or "the deployment is gone"
    if primary["taskDefinition"] != before:
        _refuse_if_taken_over(primary, revision)
    _give_up(stage, before, revision, reason, clock)


def confirm_in_service(stage: Stage, revision: str) -> None:
    """Refuse when the service has moved on to another revision: what it answers is no longer ours to judge."""
    _refuse_if_taken_over(_primary(describe(stage)), revision)


def _refuse_if_taken_over(primary: dict, revision: str) -> None:
    if primary["taskDefinition"] != revision:
        raise Refused(
            f"another deploy took over: revision {revisions.number(primary['taskDefinition'])} is now the "
            f"service's; revision {revisions.number(revision)} is not in service"
        )


def _give_up(stage: Stage, before: str, revision: str, reason: str, clock: Clock) -> None:
    """Wait until the service is whole again, so that red means: the old revision serves."""
    for _ in clock.ticks():
        service = describe(stage)
        if service["taskDefinition"] == before and _primary(service).get("rolloutState") == "COMPLETED":
            revisions.withdraw(revision)
            raise Refused(
                f"revision {revisions.number(revision)} was rolled back: {reason}\n"
                f"revision {revisions.number(before)} is in service, as before"
            )
    raise Refused(
        f"revision {revisions.number(revision)} failed ({reason}), and the way back to revision "
        f"{revisions.number(before)} has not ended: look at the service now"
    )


def _explain(stage: Stage, revision: str) -> None:
    with group("Why the tasks stopped"):
        dead = tasks.stopped(stage, revision)
        for task in dead:
            say(tasks.obituary(stage, task))
        if not dead:
            say("no task of this revision has stopped; the service's own words tell more")
        for event in describe(stage).get("events", [])[:10]:
            say(f"{event['createdAt']:%H:%M:%S} {event['message']}")


def _primary(service: dict) -> dict:
    return next(d for d in service["deployments"] if d["status"] == "PRIMARY")


def note_image(stage: Stage, digest: str) -> None:
    """Tell Terraform what runs: it builds its next revision upon this image."""
    aws("ssm").put_parameter(Name=stage.image_parameter, Value=f"{stage.repository}@{digest}", Overwrite=True)
