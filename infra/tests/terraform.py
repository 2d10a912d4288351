"""Runs Terraform on a copy of a root, with the providers of a local mirror where there is one."""

import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

INFRA = Path(__file__).resolve().parent.parent
BUILD = INFRA.parent / "build" / "infra"
AWS_ROOTS = ["bootstrap", "server", "documentdb", "client"]
OTHER_ROOTS = ["database", "monitoring"]  # their providers cannot be had everywhere
STAGES = ["dev", "demo", "prod"]
EDGE_STAGES = ["dev", "prod"]  # the edge of demo is that of prod


class Missing(Exception):
    """Terraform or its AWS provider cannot be had here."""


def find_mirror():
    """An unpacked provider mirror in one of the places where people put them."""
    wanted = Path("registry.terraform.io/hashicorp/aws")
    named = [os.environ.get("TF_PLUGIN_MIRROR"), "~/.terraform.d/plugins", "~/.terraform.d/mirror"]
    places = [Path(place).expanduser() for place in named if place]
    for parent in ("/usr/local/share/terraform", "/usr/share/terraform", "/opt", "/srv", "/var/lib"):
        places += [Path(parent)] + [path for path in sorted(Path(parent).glob("*")) if path.is_dir()]
    return next((place for place in places if (place / wanted).is_dir()), None)


@cache
def cli_config():
    """A CLI configuration that takes the AWS provider from the mirror, or None for Terraform's own ways."""
    mirror = find_mirror()
    if mirror is None:
        return None
    config = BUILD / "terraform.rc"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(
        f"""provider_installation {{
  filesystem_mirror {{
    path    = "{mirror}"
    include = ["registry.terraform.io/hashicorp/aws"]
  }}
  direct {{
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }}
}}
disable_checkpoint = true
"""
    )
    return config


def environment(endpoints=None):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    for name in ("AWS_CA_BUNDLE",):
        if name in os.environ:
            env[name] = os.environ[name]
    env |= {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_S3_USE_PATH_STYLE": "true",
        "AWS_MAX_ATTEMPTS": "3",
        "TF_IN_AUTOMATION": "1",
        "GOGC": "400",  # memory for time: reading the provider's schemas is most of what a command computes
    }
    if config := cli_config():
        env["TF_CLI_CONFIG_FILE"] = str(config)
    return env | (endpoints or {})


class Workspace:
    """A copy of one root. The copy alone gets what a test must change: its backend."""

    def __init__(self, root, name, endpoints=None, backend='backend "local" {}'):
        self.root = root
        self.directory = BUILD / "tests" / f"{root}-{name}"
        self.env = environment(endpoints)
        self.directory.mkdir(parents=True, exist_ok=True)
        for old in self.directory.iterdir():
            if old.name != ".terraform":  # the provider stays linked from one run to the next
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(INFRA / root, self.directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".terraform"))
        (self.directory / "test_override.tf").write_text(f"terraform {{\n  {backend}\n}}\n")

    def run(self, *arguments, check=True, timeout=600):
        if shutil.which("terraform") is None:
            raise Missing("terraform is not on the PATH")
        result = subprocess.run(
            ["terraform", *arguments], cwd=self.directory, env=self.env, text=True, capture_output=True, timeout=timeout
        )
        if check and result.returncode not in (0, 2 if "-detailed-exitcode" in arguments else 0):
            raise AssertionError(f"terraform {' '.join(arguments)} in {self.root}:\n{plain(result)}")
        return result

    def init(self, *arguments):
        result = self.run("init", "-input=false", *arguments, check=False)
        if result.returncode:
            if "Failed to query available provider packages" in result.stderr and cli_config() is None:
                raise Missing(f"no mirror of the AWS provider, and it cannot be downloaded:\n{plain(result)}")
            raise AssertionError(plain(result))
        return self

    def plan(self, *arguments, stage=None):
        """The plan as data."""
        values = [f"-var-file={INFRA}/stages/{stage}.tfvars"] if stage else []
        self.run("plan", "-input=false", "-no-color", "-compact-warnings", "-out=saved", *values, *arguments)
        return json.loads(self.run("show", "-json", "saved").stdout)

    def apply(self, *arguments, stage=None):
        values = [f"-var-file={INFRA}/stages/{stage}.tfvars"] if stage else []
        return self.run(
            "apply", "-input=false", "-no-color", "-compact-warnings", "-auto-approve", "-parallelism=30", *values, *arguments
        )

    def state(self):
        return [line for line in self.run("state", "list").stdout.splitlines() if not line.startswith("data.")]


def plain(result):
    return re.sub(r"\x1b\[[0-9;]*m", "", result.stdout + result.stderr)[-6000:]
