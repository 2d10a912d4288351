"""Revisions of the task definition. The deploy owns one attribute, the image; Terraform owns all the others."""

from tools.deploy.github import Refused, say
from tools.deploy.stage import CONTAINER, Stage, aws

# What describe adds to what register takes.
READ_ONLY = frozenset(
    {
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
        "deregisteredAt",
        "deregistrationReason",
    }
)


def with_image(definition: dict, image: str) -> dict:
    """The same definition with another image in the server's container, in the form that register takes."""
    taken = {
        key: value for key, value in definition.items() if key not in READ_ONLY and value not in ("", None)
    }
    containers = [dict(container) for container in taken["containerDefinitions"]]
    servers = [container for container in containers if container["name"] == CONTAINER]
    if len(servers) != 1:
        raise Refused(f"the task definition has {len(servers)} containers named {CONTAINER}, not one")
    servers[0]["image"] = image
    return {**taken, "containerDefinitions": containers}


def image_of(definition: dict) -> str:
    return next(
        container["image"]
        for container in definition["containerDefinitions"]
        if container["name"] == CONTAINER
    )


def describe(name: str) -> dict:
    answer = aws("ecs").describe_task_definition(taskDefinition=name, include=["TAGS"])
    return {**answer["taskDefinition"], **({"tags": answer["tags"]} if answer.get("tags") else {})}


def register(stage: Stage, digest: str) -> str:
    """ARN of the revision to run. The base is the family's newest: it holds what Terraform changed last."""
    image = f"{stage.repository}@{digest}"
    newest = describe(stage.family)
    if image_of(newest) == image:
        say(f"revision {number(newest['taskDefinitionArn'])} of {stage.family} has this image already")
        return newest["taskDefinitionArn"]
    made = aws("ecs").register_task_definition(**with_image(newest, image))["taskDefinition"]
    say(f"registered revision {made['revision']} of {stage.family}")
    return made["taskDefinitionArn"]


def withdraw(arn: str) -> None:
    """A revision that failed must not stay the family's newest: Terraform compares with that one, and the next
    deploy builds upon it."""
    aws("ecs").deregister_task_definition(taskDefinition=arn)
    say(f"withdrew revision {number(arn)}")


def number(arn: str) -> str:
    return arn.rsplit(":", 1)[-1]
