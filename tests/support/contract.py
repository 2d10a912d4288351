"""api/openapi.yml as a judge: every response a test provokes is held against it."""

import json
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

import httpx
import yaml
from jsonschema_rs import Draft202012Validator

from support.settings import CONTRACT

METHODS = ("get", "put", "post", "delete", "patch")
PLACEHOLDERS = {"slug": "no-such-article", "username": "no-such-user", "id": "1", "file": "start.js"}


def fill(template: str, **values: str) -> str:
    """A path of this template; what `values` does not name leads to nothing that exists."""
    return template.format(**PLACEHOLDERS | values)


class ContractViolation(AssertionError):
    pass


class Contract:
    def __init__(self, document: dict):
        self.document = document
        self._validators: dict[str, Draft202012Validator] = {}
        # Literal segments before placeholders: /api/articles/feed is not the article "feed".
        self._templates = sorted(document["paths"], key=lambda path: path.count("{"))

    def operations(self) -> list[tuple[str, str, dict]]:
        return [
            (method.upper(), path, item[method])
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item
        ]

    def template_of(self, path: str) -> str | None:
        segments = path.split("/")
        for template in self._templates:
            pattern = template.split("/")
            if len(pattern) == len(segments) and all(
                (segment != "" if part.startswith("{") else part == segment)
                for part, segment in zip(pattern, segments, strict=True)
            ):
                return template
        return None

    def responses_to(self, method: str, path: str) -> Mapping[str, dict]:
        template = self.template_of(path)
        method = "get" if method == "HEAD" else method.lower()
        operation = self.document["paths"].get(template, {}).get(method)
        return operation["responses"] if operation else self.document["x-unrouted-responses"]

    def validator(self, pointer: str) -> Draft202012Validator:
        if pointer not in self._validators:
            # The document around it is what the references inside lead into.
            self._validators[pointer] = Draft202012Validator({**self.document, "$ref": f"#{pointer}"})
        return self._validators[pointer]

    def check(self, method: str, target: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Raises ContractViolation unless the contract allows this answer to this request."""
        path = urlsplit(target).path
        if method == "OPTIONS" or (self.template_of(path) is None and not path.startswith("/api/")):
            return
        where = f"{method} {target} -> {status}"

        declared = self.responses_to(method, path).get(str(status))
        if declared is None:
            raise ContractViolation(f"{where}: status not in the contract; body {body[:500]!r}")
        pointer = declared.get("$ref", "").removeprefix("#")
        response = self.resolve(pointer) if pointer else declared

        for name, header in response.get("headers", {}).items():
            reference = header.get("$ref", "").removeprefix("#")
            if self.resolve(reference).get("required") and name.lower() not in headers:
                raise ContractViolation(f"{where}: header {name} is missing")

        content = response.get("content")
        if method == "HEAD" or content is None:
            if body:
                raise ContractViolation(f"{where}: has a body: {body[:500]!r}")
            return
        self._check_content(where, content, pointer, headers, body)

    def _check_content(self, where, content, pointer, headers, body) -> None:
        content_type = headers.get("content-type", "")
        media_type, _, charset = content_type.lower().replace(" ", "").partition(";")
        if media_type not in content or charset != "charset=utf-8":
            raise ContractViolation(f"{where}: Content-Type is {content_type!r}")
        if media_type != "application/json":
            return
        try:
            value = json.loads(body.decode("utf-8"))
        except ValueError as error:
            raise ContractViolation(f"{where}: not JSON ({error}): {body[:500]!r}") from error
        if pointer:
            escaped = media_type.replace("/", "~1")
            validator = self.validator(f"{pointer}/content/{escaped}/schema")
        else:
            validator = Draft202012Validator(content[media_type]["schema"])
        for error in validator.iter_errors(value):
            raise ContractViolation(f"{where}: {error.instance_path}: {error.message}")

    def resolve(self, pointer: str) -> dict:
        node = self.document
        for part in pointer.strip("/").split("/"):
            node = node[part]
        return node

    def hook(self, response: httpx.Response) -> None:
        """For httpx's event hooks: judges each response as it arrives."""
        response.read()
        request = response.request
        target = request.url.raw_path.decode("ascii")
        self.check(request.method, target, response.status_code, response.headers, response.content)


@cache
def load_contract() -> Contract:
    return Contract(yaml.safe_load(CONTRACT.read_text()))
