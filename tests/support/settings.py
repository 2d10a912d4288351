"""How the suites are told about their surroundings, and the settings every server under test starts with."""

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).resolve().parents[2]
CONTRACT = REPOSITORY / "api" / "openapi.yml"
GOLDEN = REPOSITORY / "api" / "golden"

BASE_URL = os.environ.get("BASE_URL", "").rstrip("/")
# Resolved against the place pytest was called from, as a shell would.
BINARY = Path(os.environ.get("CONDUIT_BINARY", REPOSITORY / "build" / "conduit")).resolve()
# A sanitizer build is several times slower: this stretches every deadline a test sets.
SLOWDOWN = float(os.environ.get("CONDUIT_TEST_SLOWDOWN", "1"))

BODY_LIMIT = 1024 * 1024

# One known signing key, so that tokens outlive a restart and the suites can forge them. `id:secret`.
TOKEN_KEY_ID = "test"
TOKEN_SECRET = "black-box-suite-secret-of-more-than-32-bytes"
TOKEN_KEYS = f"{TOKEN_KEY_ID}:{TOKEN_SECRET}"


def patience(seconds: float) -> float:
    """A deadline that a healthy server keeps, stretched for slow builds."""
    return seconds * SLOWDOWN


# Where servers under test keep their data: a SQLite file each, or a database each on this MongoDB.
MONGO_URI = os.environ.get("TEST_MONGO_URI", "") if os.environ.get("TEST_DATABASE") == "mongo" else ""


def database_url(database: Path) -> str:
    """The database of the server whose SQLite file would be `database`; the same one each time."""
    if not MONGO_URI:
        return f"sqlite:{database}"
    parts = urlsplit(MONGO_URI)
    name = "test_" + hashlib.sha256(str(database).encode()).hexdigest()[:16]
    return parts._replace(path=f"/{name}").geturl()


def server_environment(port: int, database: Path) -> dict[str, str]:
    """The environment of a server under test: nothing of the caller's own settings leaks in."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("CONDUIT_", "OTEL_"))
    }
    return inherited | {
        "CONDUIT_STAGE": "local",
        "CONDUIT_PORT": str(port),
        "CONDUIT_DATABASE_URL": database_url(database),
        "CONDUIT_SEED_DEMO": "false",
        "CONDUIT_LOG_FORMAT": "json",
        "CONDUIT_TOKEN_KEYS": TOKEN_KEYS,
        "CONDUIT_DRAIN_DELAY": "0ms",
        # The suites are one address that signs up by the thousand; test_rate_limits.py sets its own limits.
        "CONDUIT_RATE_LIMIT_ADDRESS": "off",
        "CONDUIT_RATE_LIMIT_LOGIN": "off",
        "CONDUIT_RATE_LIMIT_WRITES": "off",
        # Killed servers leave the driver's counters in /dev/shm; the next one of their number complains.
        "MONGOC_DISABLE_SHM": "1",
    }


def sharing(database_url: str) -> dict[str, str]:
    """Of a server that is one of several on its database, which it does not bring up to date itself."""
    return {
        "CONDUIT_DATABASE_URL": database_url,
        "CONDUIT_STAGE": "dev",
        "CONDUIT_PUBLIC_URL": "https://blog.example",
    }
