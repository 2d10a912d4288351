"""Members of a replica set that exist only to be asked who they are: no data, no other command."""

import contextlib
import socket
import struct
import threading
import time

from support.mongo_proxy import CHATTER, OP_MSG, command_of

OP_REPLY = 1


def bson(document: dict) -> bytes:
    """A document as BSON (bsonspec.org); a number is a moment in milliseconds where its name ends in Date."""
    elements = b""
    for name, value in document.items():
        key = name.encode() + b"\0"
        match value:
            case bool():
                elements += b"\x08" + key + bytes([value])
            case int() if name.endswith("Date"):
                elements += b"\x09" + key + struct.pack("<q", value)
            case int():
                elements += b"\x10" + key + struct.pack("<i", value)
            case str():
                text = value.encode() + b"\0"
                elements += b"\x02" + key + struct.pack("<i", len(text)) + text
            case list():
                elements += b"\x04" + key + bson({str(index): item for index, item in enumerate(value)})
            case dict():
                elements += b"\x03" + key + bson(value)
    return struct.pack("<i", len(elements) + 5) + elements + b"\0"


class Member:
    """One of them, until close(). It wrote `behind` seconds ago; with None it says nothing of its writes."""

    def __init__(self, *, primary: bool, behind: float | None):
        self.primary, self.behind = primary, behind
        self.asked = 0
        self.hosts: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, client.makefile("rb") as stream:
            while header := stream.read(16):
                length, request, _, kind = struct.unpack("<iiii", header)
                message = header + stream.read(length - 16)
                if command_of(message) not in CHATTER:
                    return
                client.sendall(self._answer(request, kind))
                self.asked += 1

    def _answer(self, request: int, kind: int) -> bytes:
        document = bson(self._who())
        # The driver's first question is in the old form, and wants an answer in it.
        kind, body = (OP_MSG, bytes(5)) if kind == OP_MSG else (OP_REPLY, struct.pack("<iqii", 0, 0, 0, 1))
        return struct.pack("<iiii", 16 + len(body) + len(document), 0, request, kind) + body + document

    def _who(self) -> dict:
        who = {"ismaster": self.primary, "isWritablePrimary": self.primary, "secondary": not self.primary}
        who |= {"setName": "rs0", "setVersion": 1, "hosts": self.hosts, "me": self.host, "ok": 1}
        who |= {"minWireVersion": 0, "maxWireVersion": 17, "maxBsonObjectSize": 16777216}
        if self.behind is not None:
            who["lastWrite"] = {"lastWriteDate": int((time.time() - self.behind) * 1000)}
        return who


class ReplicaSet:
    """A member for each of `behind`, the primary first."""

    def __init__(self, *behind: float | None):
        self.members = [Member(primary=index == 0, behind=seconds) for index, seconds in enumerate(behind)]
        for member in self.members:
            member.hosts.extend(each.host for each in self.members)

    @property
    def uri(self) -> str:
        """Each member is asked twice a second."""
        return f"mongodb://{self.members[0].host}/conduit?replicaSet=rs0&heartbeatFrequencyMS=500"

    def close(self) -> None:
        for member in self.members:
            member.close()
