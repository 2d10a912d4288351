"""Who may become which role, and what each may and must not call."""

import ast
import json
import re

import boto3
import pytest
from iam import allowed, as_list, matcher
from terraform import INFRA, STAGES

ISSUER = "token.actions.githubusercontent.com"
ACCOUNT = "000000000000"


def trusts(plan, role, sub, aud="sts.amazonaws.com"):
    policy = json.loads(plan[f'aws_iam_role.github["{role}"]']["assume_role_policy"])
    context = {}
    if sub is not None:
        context[f"{ISSUER}:sub"] = sub
    if aud is not None:
        context[f"{ISSUER}:aud"] = aud
    return allowed(policy, "sts:AssumeRoleWithWebIdentity", "*", **{k.replace(":", "__"): v for k, v in context.items()})


@pytest.fixture(scope="module")
def bootstrap(plans):
    return plans["bootstrap", "shared"]


REPOSITORY = "repo:OWNER/REPOSITORY"


@pytest.mark.parametrize(
    "role, sub",
    [(f"{stage}-deploy", f"{REPOSITORY}:environment:{stage}") for stage in STAGES]
    + [(f"{stage}-provision", f"{REPOSITORY}:environment:{stage}-infra") for stage in STAGES]
    + [(f"{stage}-plan", f"{REPOSITORY}:ref:refs/heads/main") for stage in STAGES]
    + [("dev-plan", f"{REPOSITORY}:pull_request")],
)
def test_g04_intended_runs_are_trusted(bootstrap, role, sub):
    assert trusts(bootstrap, role, sub)


STRANGERS = [
    "repo:OTHER/REPOSITORY:environment:prod",
    "repo:OWNER/OTHER:environment:prod",
    "repo:OWNER/REPOSITORY-2:environment:prod",
    "repo:owner/repository:environment:prod",
    "repo:OWNER/REPOSITORY:environment:PROD",
    "repo:OWNER/REPOSITORY:environment:prod2",
    "repo:OWNER/REPOSITORY:ref:refs/tags/v1",
    "repo:OWNER/REPOSITORY:ref:refs/heads/release",
    "repo:OWNER/REPOSITORY:ref:refs/heads/main/x",
    "repo:OWNER/REPOSITORY@1:environment:prod",
    "repo:OWNER/*:environment:prod",
    "",
    None,
]


@pytest.mark.parametrize("job", ["plan", "deploy", "provision"])
@pytest.mark.parametrize("sub", STRANGERS)
def test_g04_strangers_are_not(bootstrap, job, sub):
    for stage in STAGES:
        assert not trusts(bootstrap, f"{stage}-{job}", sub) or (job, sub) == ("plan", f"{REPOSITORY}:ref:refs/heads/main")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("job", ["plan", "deploy", "provision"])
def test_g04_audience_is_required(bootstrap, stage, job):
    subjects = json.loads(bootstrap[f'aws_iam_role.github["{stage}-{job}"]']["assume_role_policy"])
    subject = subjects["Statement"][0]["Condition"]["StringEquals"][f"{ISSUER}:sub"][0]
    assert trusts(bootstrap, f"{stage}-{job}", subject)
    for audience in (None, "https://github.com/OWNER", "sts.amazonaws.com.evil"):
        assert not trusts(bootstrap, f"{stage}-{job}", subject, audience)


def test_g04_jobs_and_stages_do_not_borrow_each_others_roles(bootstrap):
    for stage in STAGES:
        assert not trusts(bootstrap, f"{stage}-deploy", f"{REPOSITORY}:pull_request")
        assert not trusts(bootstrap, f"{stage}-provision", f"{REPOSITORY}:pull_request")
        assert not trusts(bootstrap, f"{stage}-provision", f"{REPOSITORY}:environment:{stage}")
        assert not trusts(bootstrap, f"{stage}-deploy", f"{REPOSITORY}:environment:{stage}-infra")
    for stage in ("demo", "prod"):
        assert not trusts(bootstrap, f"{stage}-plan", f"{REPOSITORY}:pull_request")
    assert not trusts(bootstrap, "prod-deploy", f"{REPOSITORY}:environment:dev")


# --- what the roles may do


def policy(plan, role):
    return json.loads(plan[f'aws_iam_policy.github["{role}"]']["policy"])


def arn(service, rest, region="us-east-1"):
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


CLUSTER = arn("ecs", "cluster/conduit-dev")
DEPLOY_MUST = [
    ("ecr:GetAuthorizationToken", "*", {}),
    ("ecr:PutImage", arn("ecr", "repository/conduit/dev"), {}),
    ("ecr:BatchGetImage", arn("ecr", "repository/conduit/dev"), {}),
    ("ecs:RegisterTaskDefinition", arn("ecs", "task-definition/conduit-dev:*"), {}),
    ("ecs:DescribeTaskDefinition", "*", {}),
    ("ecs:DeregisterTaskDefinition", "*", {}),
    ("ecs:UpdateService", arn("ecs", "service/conduit-dev/conduit-dev"), {}),
    ("ecs:DescribeServices", arn("ecs", "service/conduit-dev/conduit-dev"), {}),
    ("ecs:RunTask", arn("ecs", "task-definition/conduit-dev:7"), {"ecs__cluster": CLUSTER}),
    ("ecs:DescribeTasks", arn("ecs", "task/conduit-dev/abc"), {"ecs__cluster": CLUSTER}),
    ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-execution", {"iam__PassedToService": "ecs-tasks.amazonaws.com"}),
    ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-task", {"iam__PassedToService": "ecs-tasks.amazonaws.com"}),
    ("ssm:PutParameter", arn("ssm", "parameter/conduit/dev/image"), {}),
    ("s3:PutObject", f"arn:aws:s3:::conduit-dev-client-{ACCOUNT}/index.html", {}),
    ("s3:ListBucket", f"arn:aws:s3:::conduit-dev-client-{ACCOUNT}", {}),
    ("s3:PutObject", f"arn:aws:s3:::conduit-artifacts-{ACCOUNT}/client/{'a' * 40}.tar.gz", {}),
    ("s3:PutObject", f"arn:aws:s3:::conduit-artifacts-{ACCOUNT}/client/dev-releases.json", {}),
    ("s3:ListBucket", f"arn:aws:s3:::conduit-artifacts-{ACCOUNT}", {}),
    ("cloudfront:CreateInvalidation", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1", {"aws__ResourceTag/Stage": "conduit-dev"}),
]
DEPLOY_MUST_NOT = [
    ("ecr:PutImage", arn("ecr", "repository/conduit/prod"), {}),
    ("ecr:DeleteRepository", arn("ecr", "repository/conduit/dev"), {}),
    ("ecr:BatchDeleteImage", arn("ecr", "repository/conduit/dev"), {}),
    ("ecr:PutImageTagMutability", arn("ecr", "repository/conduit/dev"), {}),
    ("ecs:UpdateService", arn("ecs", "service/conduit-prod/conduit-prod"), {}),
    ("ecs:DeleteService", arn("ecs", "service/conduit-dev/conduit-dev"), {}),
    ("ecs:RunTask", arn("ecs", "task-definition/conduit-dev:7"), {"ecs__cluster": arn("ecs", "cluster/conduit-prod")}),
    ("ecs:ExecuteCommand", arn("ecs", "task/conduit-dev/abc"), {"ecs__cluster": CLUSTER}),
    ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-execution", {"iam__PassedToService": "ec2.amazonaws.com"}),
    ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/admin", {"iam__PassedToService": "ecs-tasks.amazonaws.com"}),
    ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/x", {}),
    ("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:conduit/dev/token-keys-AbCdEf"), {}),
    ("ssm:PutParameter", arn("ssm", "parameter/conduit/prod/image"), {}),
    ("s3:PutObject", f"arn:aws:s3:::conduit-prod-client-{ACCOUNT}/index.html", {}),
    ("s3:PutObject", f"arn:aws:s3:::conduit-artifacts-{ACCOUNT}/client/prod-releases.json", {}),
    ("s3:GetObject", f"arn:aws:s3:::conduit-state-{ACCOUNT}/dev/server.tfstate", {}),
    ("s3:PutBucketPolicy", f"arn:aws:s3:::conduit-dev-client-{ACCOUNT}", {}),
    ("cloudfront:CreateInvalidation", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E2", {"aws__ResourceTag/Stage": "conduit-prod"}),
    ("cloudfront:UpdateDistribution", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1", {"aws__ResourceTag/Stage": "conduit-dev"}),
]


@pytest.mark.parametrize("action, resource, context", DEPLOY_MUST, ids=lambda v: v if isinstance(v, str) else "")
def test_deploy_may(bootstrap, action, resource, context):
    assert allowed(policy(bootstrap, "dev-deploy"), action, resource, **context)


@pytest.mark.parametrize("action, resource, context", DEPLOY_MUST_NOT, ids=lambda v: v if isinstance(v, str) else "")
def test_deploy_may_not(bootstrap, action, resource, context):
    assert not allowed(policy(bootstrap, "dev-deploy"), action, resource, **context)


# --- the deploy role, against the deploy tool itself

DEPLOY_TOOL = INFRA.parent / "tools/deploy"
# Calls that go by another name in IAM, or need no permission.
NAMED_OTHERWISE = {
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
    "sts:AssumeRoleWithWebIdentity": None,
    "sts:GetCallerIdentity": None,
}
TRANSFERS = {"download_file": "GetObject", "upload_file": "PutObject"}
# What AWS asks for besides the call: tags are copied, roles handed on; and what skopeo does with the registry's token.
BESIDES = {
    "ecs:RegisterTaskDefinition": {"ecs:TagResource", "iam:PassRole"},
    "ecr:GetAuthorizationToken": {
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    },
}


def calls_of(path):
    """IAM actions behind every aws("service").method(…) of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Attribute(attr=method, value=ast.Call(func=ast.Name(id="aws"), args=[ast.Constant(value=service)])), args=given):
                if method == "get_paginator":
                    method = given[0].value
                client = boto3.client(service, region_name="us-east-1")
                operation = TRANSFERS.get(method) or client.meta.method_to_api_mapping[method]
                call = f"{service}:{operation}"
                if action := NAMED_OTHERWISE.get(call, call):
                    yield action


def test_deploy_may_call_what_the_deploy_tool_calls_and_nothing_else(bootstrap):
    """A call that the policy lacks breaks the first real deploy; one that nobody makes is a right too many."""
    needed = set()
    for path in DEPLOY_TOOL.glob("*.py"):
        if path.name != "infrastructure.py":  # that one runs as the provision role
            for action in calls_of(path):
                needed |= {action} | BESIDES.get(action, set())
    assert len(needed) > 20
    granted = {action for statement in policy(bootstrap, "dev-deploy")["Statement"] for action in as_list(statement["Action"])}
    assert granted == needed


def test_provision_keeps_plans_of_its_stage(bootstrap):
    actions = set(calls_of(DEPLOY_TOOL / "infrastructure.py"))
    assert actions == {"s3:PutObject", "s3:GetObject", "s3:DeleteObject"}
    for action in actions:
        plan = f"arn:aws:s3:::conduit-state-{ACCOUNT}/{{}}/plans/17/server.tfplan"
        assert allowed(policy(bootstrap, "dev-provision"), action, plan.format("dev"))
        assert not allowed(policy(bootstrap, "dev-provision"), action, plan.format("prod"))


def test_plans_of_the_plan_role_take_no_lock():
    """It can write nothing, and a lock is an object in the state bucket."""
    for file in ("tools/ci/comment_plan.sh", "tools/ci/drift.sh"):
        plans = [line for line in (INFRA.parent / file).read_text().splitlines() if "infra/tf plan" in line]
        assert plans and all("-lock=false" in line for line in plans), file


def test_plan_reads_settings_and_state_and_writes_nothing(bootstrap):
    document = policy(bootstrap, "prod-plan")
    assert allowed(document, "s3:GetObject", f"arn:aws:s3:::conduit-state-{ACCOUNT}/prod/server.tfstate")
    assert allowed(document, "ecs:DescribeServices", arn("ecs", "service/conduit-prod/conduit-prod"))
    secret = "secret:conduit/prod/{}-AbCdEf"
    assert allowed(document, "secretsmanager:GetSecretValue", arn("secretsmanager", secret.format("origin-blue")))
    assert not allowed(document, "secretsmanager:GetSecretValue", arn("secretsmanager", secret.format("database-url")))
    assert not allowed(document, "secretsmanager:GetSecretValue", arn("secretsmanager", secret.format("token-keys")))
    assert not allowed(document, "s3:GetObject", f"arn:aws:s3:::conduit-state-{ACCOUNT}/dev/server.tfstate")
    for statement in document["Statement"]:
        for action in statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]:
            assert re.match(r"\w[\w-]*:(Get|List|Describe|View)", action), action


BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/conduit/ci/conduit-dev-boundary"


@pytest.mark.parametrize(
    "action, resource, context, expected",
    [
        ("ec2:CreateVpc", arn("ec2", "vpc/*"), {"aws__RequestedRegion": "us-east-1"}, True),
        ("ec2:CreateVpc", arn("ec2", "vpc/*"), {"aws__RequestedRegion": "ap-east-1"}, False),
        ("ec2:DeleteVpc", arn("ec2", "vpc/1"), {"aws__RequestedRegion": "us-east-1", "aws__ResourceTag/Stage": "conduit-dev"}, True),
        ("ec2:DeleteVpc", arn("ec2", "vpc/2"), {"aws__RequestedRegion": "us-east-1", "aws__ResourceTag/Stage": "conduit-prod"}, False),
        ("ecs:DeleteService", arn("ecs", "service/x"), {"aws__RequestedRegion": "us-east-1", "aws__ResourceTag/Stage": "conduit-prod"}, False),
        ("cloudfront:DeleteDistribution", "arn:aws:cloudfront::1:distribution/E", {"aws__ResourceTag/Stage": "conduit-prod"}, False),
        ("s3:DeleteBucket", f"arn:aws:s3:::conduit-dev-client-{ACCOUNT}", {}, True),
        ("s3:DeleteBucket", f"arn:aws:s3:::conduit-prod-client-{ACCOUNT}", {}, False),
        ("s3:DeleteBucket", f"arn:aws:s3:::conduit-state-{ACCOUNT}", {}, False),
        ("s3:PutObject", f"arn:aws:s3:::conduit-state-{ACCOUNT}/dev/server.tfstate", {}, True),
        ("s3:PutObject", f"arn:aws:s3:::conduit-state-{ACCOUNT}/prod/server.tfstate", {}, False),
        ("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:conduit/prod/token-keys-x"), {}, False),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-task", {"iam__PermissionsBoundary": BOUNDARY}, True),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-task", {}, False),
        ("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-task", {}, False),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/prod/x", {"iam__PermissionsBoundary": BOUNDARY}, False),
        ("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/conduit/ci/conduit-dev-provision", {"iam__PermissionsBoundary": BOUNDARY}, False),
        ("iam:DeleteRolePermissionsBoundary", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-task", {}, False),
        ("iam:CreatePolicyVersion", BOUNDARY, {}, False),
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x", {}, False),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-instance", {"iam__PassedToService": "ec2.amazonaws.com"}, True),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/conduit/dev/conduit-dev-instance", {"iam__PassedToService": "lambda.amazonaws.com"}, False),
    ],
)
def test_provision_keeps_to_its_stage(bootstrap, action, resource, context, expected):
    assert allowed(policy(bootstrap, "dev-provision"), action, resource, **context) == expected


def test_no_role_needs_what_its_boundary_takes_away(bootstrap):
    statements = json.loads(bootstrap['aws_iam_policy.boundary["prod"]']["policy"])["Statement"]
    limits = [matcher(limit) for statement in statements for limit in as_list(statement["Action"])]
    for file in ("server/iam.tf", "server/datadog_agent.tf", "monitoring/aws_integration.tf"):
        # Not of the trust policies, nor the keys of conditions.
        actions = set(re.findall(r'"((?!sts:|aws:)[a-z0-9-]+:[A-Z]\w*\*?)"', (INFRA / file).read_text()))
        assert len(actions) >= 3
        assert {action for action in actions if not any(limit.match(action) for limit in limits)} == set(), file


def test_policies_fit(bootstrap):
    for address, values in bootstrap.of_type("aws_iam_policy").items():
        assert len(re.sub(r"\s", "", values["policy"])) <= 6144, address


def test_no_access_keys_unless_asked_for(bootstrap):
    assert not bootstrap.of_type("aws_iam_user") and not bootstrap.of_type("aws_iam_access_key")


STAR = re.compile(r'^\s*Resource\s*=\s*"\*"')


def test_every_star_is_argued_for():
    """A statement on all resources says why, in a comment of its own."""
    for path in INFRA.rglob("*.tf"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if STAR.match(line):
                start = max(i for i in range(number) if lines[i].strip() == "{" or lines[i].rstrip().endswith("[{"))
                reason = any(re.match(r"\s*# \* because", text) for text in lines[start:number])
                assert reason or "# of a key policy" in line, f"{path}:{number + 1}"
