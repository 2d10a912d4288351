"""Runs Terraform on a copy of a root, with the providers of a local mirror where there is one."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

INFRA = Path(__file__).resolve().parent.parent
BUILD = INFRA.parent / "build" / "infra"
AWS_ROOTS = ["bootstrap", "server", "documentdb", "client"]
OTHER_ROOTS = ["database", "monitoring"]  # their providers cannot be had everywhere
STAGES = ["dev", "demo", "prod"]
EDGE_STAGES = ["dev", "prod"]  # the edge of demo is that of prod
# Every root reads its stage's file and takes what it declares (infra/tf).
EXPECTED_WARNINGS = {"Value for undeclared variable", "Values for undeclared variables"}


class Missing(Exception):
    """Terraform or one of its providers cannot be had here."""


def find_mirror():
    """An unpacked provider mirror in one of the places where people put them."""
    wanted = Path("registry.terraform.io/hashicorp/aws")
    named = [os.environ.get("TF_PLUGIN_MIRROR"), "~/.terraform.d/plugins", "~/.terraform.d/mirror"]
    places = [Path(place).expanduser() for place in named if place]
    for parent in ("/usr/local/share/terraform", "/usr/share/terraform", "/opt", "/srv", "/var/lib"):
        places += [Path(parent)] + [path for path in sorted(Path(parent).glob("*")) if path.is_dir()]
    return next((place for place in places if (place / wanted).is_dir()), None)


STAND_INS = [f"registry.terraform.io/{name}" for name in ("datadog/datadog", "mongodb/mongodbatlas")]


@cache
def cli_config(stand_ins=None):
    """A CLI configuration that takes the AWS provider from a mirror where there is one, and the providers of Datadog and
    Atlas from the directory of their stand-ins where one is given. None for Terraform's own ways."""
    mirrors = [(find_mirror(), ["registry.terraform.io/hashicorp/aws"]), (stand_ins, STAND_INS)]
    mirrors = [(place, providers) for place, providers in mirrors if place]
    if not mirrors:
        return None
    blocks = [f'filesystem_mirror {{\n    path    = "{place}"\n    include = {json.dumps(names)}\n  }}' for place, names in mirrors]
    blocks.append(f"direct {{\n    exclude = {json.dumps([name for _, names in mirrors for name in names])}\n  }}")
    text = "provider_installation {\n  " + "\n  ".join(blocks) + "\n}\ndisable_checkpoint = true\n"
    config = BUILD / f"terraform-{hashlib.sha256(text.encode()).hexdigest()[:8]}.rc"
    config.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: another process or thread of the tests may be reading it, or writing the same.
    with tempfile.NamedTemporaryFile("w", dir=config.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).replace(config)
    return config


def environment(endpoints=None, stand_ins=None):
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
    if stand_ins:
        env |= {"PROVIDER_SCHEMAS": str(stand_ins.schemas), "TF_VAR_atlas_org_id": "0123456789abcdef01234567"}
    if config := cli_config(stand_ins and stand_ins.directory):
        env["TF_CLI_CONFIG_FILE"] = str(config)
    return env | (endpoints or {})


class Workspace:
    """A copy of one root. The copy alone gets what a test must change: its backend."""

    def __init__(self, root, name, endpoints=None, backend='backend "local" {}', stand_ins=None):
        self.root = root
        self.directory = BUILD / "tests" / f"{root}-{name}"
        self.env = environment(endpoints, stand_ins)
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
            if "Failed to query available provider packages" in result.stderr and find_mirror() is None:
                raise Missing(f"no mirror of the AWS provider, and it cannot be downloaded:\n{plain(result)}")
            raise AssertionError(plain(result))
        return self

    def plan(self, *arguments, stage=None):
        """The plan as data. Terraform validates before it plans; what it warns of is an error here."""
        values = [f"-var-file={INFRA}/stages/{stage}.tfvars"] if stage else []
        shown = self.run("plan", "-input=false", "-no-color", "-compact-warnings", "-out=saved", *values, *arguments).stdout
        warnings = set(re.findall(r"^- (.*)$", shown.partition("\nWarnings:\n")[2], re.M)) - EXPECTED_WARNINGS
        assert not warnings, f"{self.root}: {warnings}"
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
