"""Tokens as an attacker would make them, with the signing key of support.settings or without."""

import base64
import hashlib
import hmac
import json
import time

from support.settings import TOKEN_SECRET


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims(token: str) -> tuple[dict, dict]:
    header, payload, _ = token.split(".")
    return json.loads(_decode(header)), json.loads(_decode(payload))


def _sign(signed: str, secret: str) -> str:
    return _encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())


def forge(
    token: str, *, header: dict | None = None, payload: dict | None = None, secret: str = TOKEN_SECRET
) -> str:
    """`token` with other claims, signed again; by default with the server's own key."""
    old_header, old_payload = claims(token)
    parts = [old_header | (header or {}), old_payload | (payload or {})]
    signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{signed}.{_sign(signed, secret)}"


def expired(token: str) -> str:
    past = int(time.time()) - 3600
    return forge(token, payload={"iat": past - 60, "exp": past})


def unsigned(token: str) -> str:
    """The classic: a token that claims to need no signature."""
    return forge(token, header={"alg": "none"}).rsplit(".", 1)[0] + "."
