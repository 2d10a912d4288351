"""The client's files in S3. A reader may hold a page from before the deploy and ask for its chunks long after, hence
the order: hashed assets, then the server whose pages name them, then the plain files, HTML last; and assets of
earlier releases stay for a while."""

import datetime
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from tools.deploy.github import Refused, say
from tools.deploy.stage import Stage, aws
from tools.deploy.waiting import Clock

ASSETS = "assets/"
KEEP = datetime.timedelta(days=30)
INVALIDATION = Clock(seconds=600, interval=2)

# The file's name holds its hash, so its bytes never change.
IMMUTABLE = "public, max-age=31536000, immutable"
# Edge and browsers ask each time, which costs them a 304. The invalidation is for an edge that cannot ask just then.
REVALIDATED = "no-cache"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
# For servers without a compressing edge in front of them.
PRECOMPRESSED = (".br", ".gz")


def files_of(directory: Path) -> list[str]:
    names = sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())
    names = [name for name in names if not name.endswith(PRECOMPRESSED)]
    if "index.html" not in names:
        raise Refused(f"{directory} holds no index.html: is it a build of the client?")
    for name in names:
        if Path(name).suffix not in TYPES:
            raise Refused(
                f"{name}: no content type is known for {Path(name).suffix or 'a file without extension'}"
            )
    return names


def upload_assets(stage: Stage, directory: Path) -> None:
    present = _listed(stage)
    wanted = [name for name in files_of(directory) if name.startswith(ASSETS)]
    new = [name for name in wanted if name not in present]
    for name in new:
        _put(stage, directory, name, IMMUTABLE)
    say(f"assets: {len(new)} new, {len(wanted) - len(new)} there already")


def publish_pages(stage: Stage, directory: Path, commit: str) -> list[str]:
    """Uploads what has no hash in its name, HTML last, and returns the paths whose bytes changed."""
    names = files_of(directory)
    present = _listed(stage)
    missing = [name for name in names if name.startswith(ASSETS) and name not in present]
    if missing:
        raise Refused(f"pages would name assets that are not in the bucket: {', '.join(missing)}")
    pages = sorted(
        (name for name in names if not name.startswith(ASSETS)),
        key=lambda name: (name.endswith(".html"), name),
    )
    changed = [name for name in pages if not _is_same(stage, directory, name)]
    for name in changed:
        _put(stage, directory, name, REVALIDATED)
    say(f"pages: {len(changed)} changed: {', '.join(changed) or 'none'}")
    _forget_old_assets(stage, commit, [name for name in names if name.startswith(ASSETS)])
    return [f"/{name}" for name in changed]


def invalidate(stage: Stage, paths: list[str]) -> None:
    """Just the paths that changed; the assets need none. Returns when the edge has forgotten them everywhere."""
    if not paths:
        say("nothing to invalidate")
        return
    distribution = _distribution(stage)
    made = aws("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": f"deploy-{time.time_ns()}",
        },
    )["Invalidation"]
    for _ in INVALIDATION.ticks():
        status = aws("cloudfront").get_invalidation(DistributionId=distribution, Id=made["Id"])[
            "Invalidation"
        ]["Status"]
        if status == "Completed":
            say(f"invalidated {', '.join(paths)}")
            return
    raise Refused(f"the edge had not forgotten {', '.join(paths)} after {INVALIDATION.seconds} s")


# ── the archive of what was built ────────────────────────────────────────────────────────────────────────────────────


def archive_key(commit: str) -> str:
    return f"client/{commit}.tar.gz"


def keep(stage: Stage, archive: Path, commit: str) -> None:
    """Store a build under its commit. The first one stays: later runs and rollbacks publish the same bytes."""
    if _exists(stage.artifacts_bucket, archive_key(commit)):
        say("this commit's client is kept already")
        return
    aws("s3").upload_file(str(archive), stage.artifacts_bucket, archive_key(commit))
    say(f"kept as {archive_key(commit)}")


def fetch(stage: Stage, commit: str, directory: Path) -> None:
    if not _exists(stage.artifacts_bucket, archive_key(commit)):
        raise Refused(
            f"there is no client of {commit} in the artifacts bucket; deploy a commit that CD has built"
        )
    # Files of the client that was fetched before must not mix with this one's.
    if directory.exists() and any(directory.iterdir()) and not (directory / "index.html").exists():
        raise Refused(f"{directory} holds other things than a client; name an empty directory")
    directory.parent.mkdir(parents=True, exist_ok=True)
    # Unpacked beside its place and moved there whole: a fetch that breaks off can be run again.
    with tempfile.TemporaryDirectory(prefix=".client-", dir=directory.parent) as work:
        archive, unpacked = Path(work) / "client.tar.gz", Path(work) / "client"
        unpacked.mkdir()
        aws("s3").download_file(stage.artifacts_bucket, archive_key(commit), str(archive))
        # tar, since the safe extraction of Python's tarfile came after Debian 12's version of it.
        subprocess.run(
            ["tar", "--extract", "--gzip", "--no-same-owner", "-f", archive, "-C", unpacked], check=True
        )
        shutil.rmtree(directory, ignore_errors=True)
        unpacked.rename(directory)


# ── how long old assets stay ─────────────────────────────────────────────────────────────────────────────────────────


def expired(releases: list[dict], now: datetime.datetime) -> tuple[list[dict], set[str]]:
    """Releases worth remembering, and assets that none of them needs. A release is needed for KEEP after the next one
    replaced it, however long it was in service before."""
    kept, dropped = [], set()
    for release, successor in zip(releases, [*releases[1:], None], strict=True):
        replaced = datetime.datetime.fromisoformat(successor["since"]) if successor else now
        if now - replaced < KEEP:
            kept.append(release)
        else:
            dropped.update(release["assets"])
    return kept, dropped - {asset for release in kept for asset in release["assets"]}


def _forget_old_assets(stage: Stage, commit: str, assets: list[str]) -> None:
    now = datetime.datetime.now(datetime.UTC)
    key = f"client/{stage.name}-releases.json"
    try:
        stored = aws("s3").get_object(Bucket=stage.artifacts_bucket, Key=key)["Body"].read()
        releases = json.loads(stored)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("NoSuchKey", "404"):
            raise
        releases = []
    if not releases or releases[-1]["commit"] != commit:
        releases.append({"commit": commit, "since": now.isoformat(), "assets": assets})
    releases, dropped = expired(releases, now)
    for name in sorted(dropped):
        aws("s3").delete_object(Bucket=stage.client_bucket, Key=name)
    if dropped:
        say(f"assets: {len(dropped)} removed that no release of the last {KEEP.days} days used")
    aws("s3").put_object(
        Bucket=stage.artifacts_bucket,
        Key=key,
        Body=json.dumps(releases, indent=1).encode(),
        ContentType=TYPES[".json"],
    )


# ── S3 and CloudFront ────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(stage: Stage) -> set[str]:
    pages = aws("s3").get_paginator("list_objects_v2").paginate(Bucket=stage.client_bucket, Prefix=ASSETS)
    return {entry["Key"] for page in pages for entry in page.get("Contents", [])}


def _put(stage: Stage, directory: Path, name: str, cache_control: str) -> None:
    body = (directory / name).read_bytes()
    aws("s3").put_object(
        Bucket=stage.client_bucket,
        Key=name,
        Body=body,
        ContentType=TYPES[Path(name).suffix],
        CacheControl=cache_control,
        Metadata={"sha256": hashlib.sha256(body).hexdigest()},
    )


def _is_same(stage: Stage, directory: Path, name: str) -> bool:
    try:
        head = aws("s3").head_object(Bucket=stage.client_bucket, Key=name)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return (
        head["Metadata"].get("sha256") == hashlib.sha256((directory / name).read_bytes()).hexdigest()
        and head["CacheControl"] == REVALIDATED
        and head["ContentType"] == TYPES[Path(name).suffix]
    )


def _exists(bucket: str, key: str) -> bool:
    try:
        aws("s3").head_object(Bucket=bucket, Key=key)
        return True
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise


def _distribution(stage: Stage) -> str:
    name = urlsplit(stage.public_url).hostname
    for page in aws("cloudfront").get_paginator("list_distributions").paginate():
        for distribution in page["DistributionList"].get("Items", []):
            if name in distribution.get("Aliases", {}).get("Items", []):
                return distribution["Id"]
    raise Refused(f"no distribution answers to {name}: run init-infra for {stage.name}")


def assets_named_by(html: str) -> list[str]:
    return sorted(set(re.findall(r'(?:src|href)="/(assets/[^"]+)"', html)))
