"""A proxy in front of MongoDB that knows where a command ends (OP_MSG of its wire protocol)."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable

OP_MSG = 2013
# What the driver says by itself, at times of its own choosing.
CHATTER = {"hello", "isMaster", "ismaster", "ping", "endSessions", "saslStart", "saslContinue"}


def command_of(message: bytes) -> str:
    """The name of a message's command: the first member of its first document."""
    if struct.unpack_from("<i", message, 12)[0] != OP_MSG:
        return "hello"
    # Header, flags, kind of section, length of the document, type of the member.
    start = 16 + 4 + 1 + 4 + 1
    return message[start : message.index(b"\0", start)].decode()


class MongoProxy:
    """Forwards connections to `target` (a port of loopback) until close()."""

    def __init__(self, target: int):
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._left: int | None = None
        self._cut: Callable[[], None] = lambda: None
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/conduit"

    def cut_after(self, commands: int, cut: Callable[[], None]) -> None:
        """Lets so many more commands pass, and at the next one calls `cut` and passes nothing on."""
        with self._lock:
            self._left, self._cut = commands, cut

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                threading.Thread(target=self._forward_commands, args=(client, server), daemon=True).start()
                threading.Thread(target=self._forward_replies, args=(server, client), daemon=True).start()

    def _forward_commands(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError), client, server, client.makefile("rb") as stream:
            while header := stream.read(4):
                message = header + stream.read(struct.unpack("<i", header)[0] - 4)
                if not self._passes(message):
                    break
                server.sendall(message)
            # To close is not enough while the other thread waits for its replies.
            server.shutdown(socket.SHUT_RDWR)

    def _forward_replies(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)

    def _passes(self, message: bytes) -> bool:
        if command_of(message) in CHATTER:
            return True
        with self._lock:
            if self._left is None:
                return True
            if self._left == 0:
                self._cut()
                return False
            self._left -= 1
            return True
