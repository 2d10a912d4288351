"""The stage as a reader meets it: through its public address."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from tools.deploy.client_files import IMMUTABLE, TYPES, assets_named_by
from tools.deploy.github import Refused, say
from tools.deploy.waiting import Clock

# More than one server answers; so many equal answers in a row make it unlikely that an old one is left.
IN_A_ROW = 6
TIMEOUT = 10


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def get(url: str) -> Answer:
    request = urllib.request.Request(url, headers={"User-Agent": "conduit-deploy"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


def wait_for_version(url: str, commit: str, clock: Clock, confirm: Callable[[], None]) -> None:
    """Until /version is the commit, several times in a row. `confirm` refuses where waiting has become pointless."""
    seen, matches = "no answer", 0
    for _ in clock.ticks():
        try:
            while (seen := _version(url)) == commit:
                matches += 1
                if matches == IN_A_ROW:
                    say(f"/version is {commit}")
                    return
        except OSError as error:
            seen = str(error)
        matches = 0
        confirm()
    raise Refused(f"{url}/version is not {commit} after {clock.seconds} s: {seen}")


def _version(url: str) -> str:
    answer = get(f"{url}/version")
    try:
        return json.loads(answer.body)["commit"]
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status}, {answer.body[:80]!r}"


def smoke_test(url: str, commit: str) -> None:
    """A reader's first minute: home page, its files, the API, and what must not be there."""
    faults = []

    def check(path: str, status: int, **headers: str) -> Answer:
        answer = get(url + path)
        if answer.status != status:
            faults.append(f"{path}: {answer.status}, not {status}")
        for header, value in headers.items():
            name = header.replace("_", "-")
            if not (answer.headers.get(name) or "").startswith(value):
                faults.append(f"{path}: {name} is {answer.headers.get(name)!r}, not {value!r}")
        return answer

    if (version := _version(url)) != commit:
        faults.append(f"/version: {version}, not {commit}")
    home = check("/", 200, Content_Type="text/html")
    file = check("/index.html", 200, Content_Type="text/html", Cache_Control="no-cache")
    assets = assets_named_by(home.body.decode(errors="replace")) or ["assets/none-named-by-the-home-page.js"]
    for asset in sorted({*assets, *assets_named_by(file.body.decode(errors="replace"))}):
        check(f"/{asset}", 200, Content_Type=TYPES[asset[asset.rindex(".") :]], Cache_Control=IMMUTABLE)
    check("/assets/none-0BAD0BAD.js", 404)
    check("/editor", 200, Content_Type="text/html")
    check("/api/articles?limit=1", 200, Content_Type="application/json")
    check("/api/tags", 200, Content_Type="application/json")
    # An error page in place of the API's own answer would make every client believe that it succeeded.
    check("/api/articles/none-0bad0bad", 404, Content_Type="application/json")

    if faults:
        raise Refused("the smoke test failed:\n" + "\n".join(f"  {fault}" for fault in faults))
    say("the smoke test passed")
