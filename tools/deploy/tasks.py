"""Single tasks: the migration, and why tasks stopped."""

from botocore.exceptions import ClientError

from tools.deploy import revision as revisions
from tools.deploy.github import Refused, say
from tools.deploy.stage import CONTAINER, Stage, aws
from tools.deploy.waiting import Clock

LOG_LINES = 40
SHOWN_TASKS = 5


def migrate(stage: Stage, service: dict, revision: str, clock: Clock) -> None:
    """`conduit migrate` in the new image, to its end, before any new server starts."""
    request = {
        "cluster": stage.cluster,
        "taskDefinition": revision,
        "startedBy": "migrate",
        "overrides": {"containerOverrides": [{"name": CONTAINER, "command": ["migrate"]}]},
    }
    # It runs where the service runs, and like it waits for an instance when there is no room.
    for same in ("capacityProviderStrategy", "networkConfiguration"):
        if service.get(same):
            request[same] = service[same]
    answer = aws("ecs").run_task(**request)
    if not answer["tasks"]:
        why = "; ".join(failure.get("reason", "?") for failure in answer.get("failures", []))
        raise Refused(f"the migration did not start: {why}")
    arn = answer["tasks"][0]["taskArn"]
    say(f"migration runs as task {_id(arn)}")

    for _ in clock.ticks():
        task = describe(stage, [arn])[0]
        if task["lastStatus"] == "STOPPED":
            break
    else:
        aws("ecs").stop_task(cluster=stage.cluster, task=arn, reason="the deploy stopped waiting for it")
        raise Refused(f"the migration had not ended after {clock.seconds} s; nothing was deployed")
    if any(container.get("exitCode") != 0 for container in task["containers"]):
        raise Refused(f"the migration failed; nothing was deployed\n{obituary(stage, task)}")
    say("migration done")


def stopped(stage: Stage, revision: str) -> list[dict]:
    """Tasks of the service that ran this revision and stopped, the newest first."""
    arns = aws("ecs").list_tasks(cluster=stage.cluster, serviceName=stage.service, desiredStatus="STOPPED")[
        "taskArns"
    ]
    if not arns:
        return []
    mine = [task for task in describe(stage, arns) if task["taskDefinitionArn"] == revision]
    return sorted(mine, key=lambda task: str(task.get("stoppedAt", "")), reverse=True)[:SHOWN_TASKS]


def describe(stage: Stage, arns: list[str]) -> list[dict]:
    return aws("ecs").describe_tasks(cluster=stage.cluster, tasks=arns)["tasks"]


def obituary(stage: Stage, task: dict) -> str:
    """Why a task stopped, as ECS, the container and the server's own log tell it."""
    lines = [
        f"task {_id(task['taskArn'])}: {task.get('stoppedReason') or task.get('stopCode') or 'no reason given'}"
    ]
    for container in task["containers"]:
        code = container.get("exitCode", "none")
        lines.append(
            f"  container {container['name']}: exit code {code} {container.get('reason', '')}".rstrip()
        )
        lines += [f"    {line}" for line in log_tail(task, container["name"])]
    return "\n".join(lines)


def log_tail(task: dict, container: str) -> list[str]:
    definition = revisions.describe(task["taskDefinitionArn"])
    options = next(
        (
            c.get("logConfiguration", {}).get("options", {})
            for c in definition["containerDefinitions"]
            if c["name"] == container
        ),
        {},
    )
    if "awslogs-group" not in options:
        return []
    stream = f"{options.get('awslogs-stream-prefix', '')}/{container}/{_id(task['taskArn'])}"
    try:
        events = aws("logs").get_log_events(
            logGroupName=options["awslogs-group"], logStreamName=stream, limit=LOG_LINES, startFromHead=False
        )["events"]
    except ClientError as error:
        return [f"(no log: {error.response['Error']['Code']})"]  # it never came as far as logging
    return [event["message"].rstrip() for event in events]


def _id(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]
