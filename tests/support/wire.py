"""HTTP/1.1 on a bare socket, for requests that no HTTP library would send."""

import json
import socket
import struct
import time
from dataclasses import dataclass

from support.settings import patience


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)

    @property
    def errors(self) -> dict:
        return self.json()["errors"]

    @property
    def closes(self) -> bool:
        return self.headers.get("connection", "").lower() == "close"


class Wire:
    """One connection. Sends any bytes and reads replies strictly: a stray byte is an error."""

    def __init__(self, server, *, receive_buffer: int | None = None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(patience(10))
        self.socket.connect((server.host, server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def send(self, data: bytes | str) -> "Wire":
        self.socket.sendall(data.encode() if isinstance(data, str) else data)
        return self

    def get(self, target: str, *headers: str, method: str = "GET") -> Reply:
        self.send(request(method, target, *headers))
        return self.read(head=method == "HEAD")

    def read(self, *, head: bool = False) -> Reply:
        """The next reply; `head` when it answers a HEAD and so has no body."""
        block = self.until(b"\r\n\r\n")
        status_line, *lines = block.decode("latin-1").split("\r\n")
        version, status, _ = status_line.split(" ", 2)
        assert version == "HTTP/1.1", status_line
        headers: dict[str, str] = {}
        for line in lines:
            name, value = line.split(":", 1)
            name = name.lower()
            headers[name] = f"{headers[name]}, {value.strip()}" if name in headers else value.strip()
        status = int(status)
        bodiless = head or status < 200 or status in (204, 304)
        return Reply(status, headers, b"" if bodiless else self._body(headers))

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.until(b"\r\n").split(b";")[0], 16):
                body += self._exactly(size)
                assert self._exactly(2) == b"\r\n"
            while self.until(b"\r\n"):
                pass
            return body
        return self._exactly(int(headers["content-length"]))

    def until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            self._receive()
        found, self._buffer = self._buffer.split(mark, 1)
        return found

    def _exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._receive()
        found, self._buffer = self._buffer[:count], self._buffer[count:]
        return found

    def _receive(self) -> None:
        data = self.socket.recv(1 << 16)
        if not data:
            raise EOFError(f"closed by the server; unread: {self._buffer[:200]!r}")
        self._buffer += data

    def assert_closed(self, seconds: float = 5) -> None:
        """The server closes, and says nothing more before it does."""
        assert self.rest(seconds) == b""

    def assert_open(self, seconds: float = 0.2) -> None:
        """The server neither closes nor says anything for a while."""
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(1)
        except TimeoutError:
            return
        finally:
            self.socket.settimeout(patience(10))
        raise AssertionError(f"expected an open, silent connection, got {data!r}")

    def rest(self, seconds: float) -> bytes:
        deadline = time.monotonic() + patience(seconds)
        try:
            while (left := deadline - time.monotonic()) > 0:
                self.socket.settimeout(left)
                data = self.socket.recv(1 << 16)
                if not data:
                    break
                self._buffer += data
            else:
                raise TimeoutError
        except ConnectionResetError:
            pass
        except TimeoutError:
            raise AssertionError(f"the server kept the connection open for {patience(seconds):g} s") from None
        rest, self._buffer = self._buffer, b""
        return rest

    def abort(self) -> None:
        """Closes with a reset instead of in order."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: conduit.test", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
