"""Small things the browser fetches beside the tiles: values, hover texts, facilities, pictures.

A page puts bytes here and names their hash in what it sends; the browser fetches them once. The name
covers the scope, and a payload is handed out only to a token of that scope.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

#: bytes kept; the oldest unused go first, and a rerun of the page puts them back
ROOM = 96_000_000


@dataclass(frozen=True)
class Payload:
    """Bytes with their type, and the scope that may read them."""

    body: bytes
    media_type: str
    scope: str


class Payloads:
    """A bounded store by content."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._kept: OrderedDict[str, Payload] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def put(self, payload: Payload) -> str:
        """Keep a payload; its name is returned."""
        name = self.name(payload)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = payload
                self._size += len(payload.body)
            self._kept.move_to_end(name)
            while self._size > self.room and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1].body)
        return name

    def get(self, name: str, scope: str) -> Payload | None:
        """A payload by name, or None if it is gone or belongs to another scope."""
        with self._lock:
            found = self._kept.get(name)
            if found is None or found.scope != scope:
                return None
            self._kept.move_to_end(name)
            return found

    @staticmethod
    def name(payload: Payload) -> str:
        """The hash of scope, type and bytes."""
        digest = hashlib.sha256(f"{payload.scope}|{payload.media_type}|".encode())
        digest.update(payload.body)
        return digest.hexdigest()[:32]


PAYLOADS = Payloads()
