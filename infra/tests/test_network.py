"""Who can reach whom: the whole list, for every stage, and nothing else."""

import pytest
from network import open_paths
from terraform import STAGES, Workspace
from plans import Plan

ALWAYS = {
    ("cloudfront", "alb", 443, 443),
    ("alb", "app", 32768, 65535),
    ("app", "cache", 6379, 6379),
    ("app", "endpoints", 443, 443),
    ("app", "s3", 443, 443),
}
DATABASE = {
    "atlas-privatelink": {("app", "database", 1024, 65535)},
    "documentdb": {("app", "database", 27017, 27017)},
    "atlas-public": {("app", "0.0.0.0/0", 27015, 27017)},
    "external": {("app", "0.0.0.0/0", 27015, 27017)},
}
THROUGH_NAT = {("app", "0.0.0.0/0", 443, 443)}


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_but_these_paths(plans, stage):
    plan = plans["server", stage]
    mode = plan.data["variables"]["database_mode"]["value"]
    paths, one_sided = open_paths(plan)
    assert paths == ALWAYS | DATABASE[mode] | THROUGH_NAT
    assert one_sided == set()


def test_without_nat_nothing_leaves_the_network(emulator):
    endpoints = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "secretsmanager", "ssm", "ssmmessages", "ec2messages"]
    workspace = Workspace("server", "no-nat", emulator).init()
    quoted = ",".join(f'"{name}"' for name in endpoints)
    plan = Plan(
        workspace.plan(
            "-var=nat=none",
            f"-var=interface_endpoints=[{quoted}]",
            "-var=database_mode=documentdb",
            "-var=placeholder_image=123456789012.dkr.ecr.us-east-1.amazonaws.com/placeholder:1",
            stage="dev",
        )
    )
    paths, one_sided = open_paths(plan)
    assert paths == ALWAYS | DATABASE["documentdb"]
    assert one_sided == set()
    assert not plan.of_type("aws_nat_gateway") and not plan.of_type("aws_route") .keys() - {"aws_route.public_internet"}


@pytest.mark.parametrize("stage", STAGES)
def test_private_subnets_have_a_way_out(plans, stage):
    plan = plans["server", stage]
    private = [a for a in plan.of_type("aws_subnet") if ".private" in a]
    assert len(private) >= 2
    assert len([a for a in plan.of_type("aws_route_table_association") if ".private" in a]) == len(private)
    assert len([a for a in plan.of_type("aws_route") if "private_nat" in a]) == len(private)


@pytest.mark.parametrize("stage", STAGES)
def test_instances_and_cache_are_private_and_the_load_balancer_public(plans, stage):
    plan = plans["server", stage]
    assert plan.references("aws_autoscaling_group.instances", "vpc_zone_identifier") == {"aws_subnet.private"}
    assert plan.references("aws_elasticache_subnet_group.this", "subnet_ids") == {"aws_subnet.private"}
    assert plan.references("aws_lb.this", "subnets") == {"aws_subnet.public"}
    listeners = plan.of_type("aws_lb_listener")
    assert [values["port"] for values in listeners.values()] == [443]
    assert all(values["ssl_policy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06" for values in listeners.values())


@pytest.mark.parametrize("stage", STAGES)
def test_the_default_group_is_empty(plans, stage):
    group = plans["server", stage]["aws_default_security_group.closed"]
    assert not group.get("ingress") and not group.get("egress")
