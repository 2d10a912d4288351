"""Small images in the shape that CI's builder gives them: an index of two architectures and their attestations."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
ATTESTATION = "application/vnd.in-toto+json"


def push(reference: str, commit: str, content: str, environment: dict[str, str]) -> str:
    """Pushes an image whose layer holds `content`; returns its digest."""
    with tempfile.TemporaryDirectory() as directory:
        index = _write_layout(Path(directory), commit, content)
        subprocess.run(
            [
                "skopeo",
                "copy",
                "--quiet",
                "--all",
                "--preserve-digests",
                f"oci:{directory}",
                f"docker://{reference}",
            ],
            env={**os.environ, **environment},
            check=True,
        )
        return index


def _write_layout(directory: Path, commit: str, content: str) -> str:
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(media_type: str, data: bytes, **more) -> dict:
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data), **more}

    def document(media_type: str, value: dict, **more) -> dict:
        return blob(media_type, json.dumps(value).encode(), **more)

    entries = []
    for architecture in ("amd64", "arm64"):
        tar = _tar(f"{content} for {architecture}".encode())
        config = {
            "os": "linux",
            "architecture": architecture,
            "config": {"Labels": {"org.opencontainers.image.revision": commit}},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(tar).hexdigest()}"]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": document(CONFIG, config),
            "layers": [blob(LAYER, gzip.compress(tar, mtime=0))],
        }
        entry = document(MANIFEST, manifest, platform={"os": "linux", "architecture": architecture})
        statement = blob(
            ATTESTATION,
            json.dumps({"predicateType": "https://spdx.dev/Document"}).encode(),
            annotations={"in-toto.io/predicate-type": "https://spdx.dev/Document"},
        )
        nothing = {
            "os": "unknown",
            "architecture": "unknown",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [statement["digest"]]},
        }
        attestation = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": document(CONFIG, nothing),
            "layers": [statement],
        }
        entries += [
            entry,
            document(
                MANIFEST,
                attestation,
                platform={"os": "unknown", "architecture": "unknown"},
                annotations={
                    "vnd.docker.reference.type": "attestation-manifest",
                    "vnd.docker.reference.digest": entry["digest"],
                },
            ),
        ]
    index = document(INDEX, {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries})
    (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (directory / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [index]}))
    return index["digest"]


def _tar(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        entry = tarfile.TarInfo("conduit")
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()
