"""The schemas of the providers of Datadog and MongoDB Atlas, for `provider/`, which stands in for both.

They are taken from the providers themselves where those can be had, else from the file that PROVIDER_SCHEMAS names:

    {"datadog/datadog": {"version": "1.2.3", "provider": BODY, "resources": {TYPE: BODY}}, …}

A BODY is what `terraform providers schema -json` says, boiled down: {name: attribute or block}, an attribute being
{"type": …, "flags": […]}, and "attributes" of its own where it nests, a block {"block": how it nests, "min", "max",
"body"}. A block with a "note" was left out and may not be written.
"""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from terraform import BUILD, INFRA, Missing, Workspace

FLAGS = ("required", "optional", "computed", "sensitive", "deprecated")
PROVIDERS = {"database": "mongodb/mongodbatlas", "monitoring": "datadog/datadog"}


class StandIns(NamedTuple):
    directory: Path
    schemas: Path


def install(program):
    """A mirror in which `program` is both providers, and the schemas that it is to have."""
    schemas, mirror = find(), BUILD / "stand-in-providers"
    platform = json.loads(subprocess.run(["terraform", "version", "-json"], capture_output=True, check=True).stdout)["platform"]
    for root, provider in PROVIDERS.items():
        place = mirror / "registry.terraform.io" / provider / pinned(root) / platform
        place.mkdir(parents=True, exist_ok=True)
        link = place / f"terraform-provider-{provider.split('/')[1]}_v{pinned(root)}"
        if not link.is_symlink():
            link.symlink_to(program)
    return StandIns(mirror, schemas)


def find():
    """Path of a file of schemas."""
    own = {root: own_provider(root) for root in PROVIDERS}
    if all(own.values()):
        path = BUILD / "provider-schemas.json"
        path.write_text(json.dumps({PROVIDERS[root]: boiled_down(workspace) for root, workspace in own.items()}))
        return path
    if given := os.environ.get("PROVIDER_SCHEMAS"):
        return Path(given).resolve()
    raise Missing("the providers of Datadog and Atlas cannot be downloaded, and PROVIDER_SCHEMAS is not set")


def own_provider(root):
    """A workspace with the provider itself, or None where that cannot be downloaded."""
    workspace = alone(root, "own-provider")
    return None if workspace.run("init", "-input=false", check=False).returncode else workspace


def alone(root, name, stand_ins=None):
    """A workspace with nothing but the root's provider of its own: reading that of AWS takes seconds."""
    workspace = Workspace(root, name, stand_ins=stand_ins)
    for path in workspace.directory.glob("*.tf"):
        path.unlink()
    provider = PROVIDERS[root]
    (workspace.directory / "versions.tf").write_text(
        f"""terraform {{
  required_providers {{
    {provider.split("/")[1]} = {{
      source  = "{provider}"
      version = "{pinned(root)}"
    }}
  }}
}}
"""
    )
    return workspace


def pinned(root):
    """The version of its own provider that a root asks for."""
    text = (INFRA / root / "versions.tf").read_text()
    return re.search(rf'source  = "{PROVIDERS[root]}"\n\s+version = "([\d.]+)"', text, re.IGNORECASE)[1]


def boiled_down(workspace):
    """What `terraform providers schema -json` says of the resources that the workspace's root uses."""
    provider = PROVIDERS[workspace.root]
    text = "".join(path.read_text() for path in (INFRA / workspace.root).glob("*.tf"))
    used = set(re.findall(rf"\b{provider.split('/')[1]}_\w+", text))
    schemas = json.loads(workspace.run("providers", "schema", "-json").stdout)["provider_schemas"]
    schema = schemas[f"registry.terraform.io/{provider}"]
    return {
        "version": pinned(workspace.root),
        "provider": body(schema["provider"]["block"]),
        "resources": {kind: body(found["block"]) for kind, found in schema["resource_schemas"].items() if kind in used},
    }


def body(block):
    entries = {name: attribute(found) for name, found in block.get("attributes", {}).items()}
    for name, found in block.get("block_types", {}).items():
        entries[name] = {
            "block": found["nesting_mode"],
            "min": found.get("min_items"),
            "max": found.get("max_items"),
            "body": body(found["block"]),
        }
    return entries


def attribute(found):
    flags = [flag for flag in FLAGS if found.get(flag)]
    if nested := found.get("nested_type"):
        return {"type": f"nested {nested['nesting_mode']}", "flags": flags, "attributes": body(nested)}
    return {"type": found["type"], "flags": flags}
