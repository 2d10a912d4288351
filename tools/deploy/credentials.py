"""AWS credentials for a job. A role taken with the job's own identity where one is configured: such credentials end
with the job and no secret is stored. The access key in the secrets otherwise."""

import json
import os
import re
import urllib.parse
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tools.deploy.github import Refused, export, mask, required, say

AUDIENCE = "sts.amazonaws.com"
TIMEOUT = 10


def take(seconds: int) -> None:
    region = required("AWS_REGION", "set the GitHub secret AWS_REGION")
    role = os.environ.get("AWS_ROLE_ARN", "").strip()
    if role:
        found = _assume(role, region, seconds)
        say(f"credentials: role {role.rsplit('/', 1)[-1]}, by OIDC")
    else:
        hint = "set the variable AWS_ROLE_ARN of the environment (better), or the secrets of an access key"
        found = {name: required(name, hint) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        say("credentials: the access key in the secrets (no AWS_ROLE_ARN is set)")
    for name, value in {**found, "AWS_REGION": region}.items():
        if name != "AWS_REGION":
            mask(value)
        export(name, value)


def _assume(role: str, region: str, seconds: int) -> dict[str, str]:
    # Its own client: the environment may hold keys, and a role by OIDC needs none.
    sts = boto3.client("sts", region_name=region, config=Config(signature_version=UNSIGNED))
    run = "-".join(os.environ.get(name, "local") for name in ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"))
    try:
        answer = sts.assume_role_with_web_identity(
            RoleArn=role,
            RoleSessionName=re.sub(r"[^\w=,.@-]", "-", f"github-{run}")[:64],
            WebIdentityToken=_identity(),
            DurationSeconds=seconds,
        )["Credentials"]
    except ClientError as error:
        raise Refused(
            f"{role} does not take this job: {error.response['Error']['Message']}. Its trust policy names the "
            "repository and the environment, letter by letter (infra/bootstrap, variable github)"
        ) from error
    return {
        "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
        "AWS_SESSION_TOKEN": answer["SessionToken"],
    }


def _identity() -> str:
    hint = "the job needs `permissions: id-token: write`"
    url = required("ACTIONS_ID_TOKEN_REQUEST_URL", hint)
    bearer = required("ACTIONS_ID_TOKEN_REQUEST_TOKEN", hint)
    separator = "&" if "?" in url else "?"
    request = urllib.request.Request(
        f"{url}{separator}{urllib.parse.urlencode({'audience': AUDIENCE})}",
        headers={"Authorization": f"Bearer {bearer}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            token = json.load(response)["value"]
    except OSError as error:
        raise Refused(f"GitHub gave the job no identity: {error}") from error
    mask(token)
    return token
