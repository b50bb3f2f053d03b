"""Small things the browser fetches beside the tiles: values, hover texts, facilities, pictures.

A page puts bytes here and names their hash in what it sends; the browser fetches them once. The name
covers the scope, and a payload is handed out only to a token of that scope.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

#: bytes kept; the oldest unused go first, and a rerun of the page puts them back
ROOM = 96_000_000


@dataclass(frozen=True)
class Payload:
    """Bytes with their type, and the scope that may read them."""

    body: bytes
    media_type: str
    scope: str

    def __len__(self) -> int:
        return len(self.body)

    @cached_property
    def name(self) -> str:
        """The hash of type, scope and content."""
        return _name(self, self.media_type.encode() + b"|", self.body)


@dataclass(frozen=True)
class Column:
    """One line of what is read on hover: numbers with their digits and unit, or texts, by ``grid_id``."""

    label: str
    cells: pd.Series
    unit: str = ""
    digits: int = 0

    def text(self, cell: object) -> str:
        """A cell as it is read.

        >>> Column("Cases", pd.Series(dtype=float), "per 1,000", 1).text(1234.56)
        '1,234.6 per 1,000'
        """
        if isinstance(cell, str):
            return cell
        return "–" if pd.isna(cell) else f"{cell:,.{self.digits}f} {self.unit}".rstrip()

    def digest(self) -> bytes:
        """A hash of label and content."""
        digest = hashlib.sha256(f"{self.label}|{self.unit}|{self.digits}|".encode())
        digest.update(np.ascontiguousarray(self.cells.index.to_numpy()))
        if pd.api.types.is_numeric_dtype(self.cells):
            digest.update(np.ascontiguousarray(self.cells.to_numpy(dtype=float, na_value=np.nan)))
        else:
            for part in _chunks(pa.array(self.cells.astype("str"))):
                for buffer in filter(None, part.buffers()):
                    digest.update(buffer)
        return digest.digest()


def _chunks(array: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return array.chunks if isinstance(array, pa.ChunkedArray) else [array]


@dataclass(frozen=True)
class Columns:
    """Hover lines of a map. They stay numbers until somebody points at a grid."""

    columns: tuple[Column, ...]
    scope: str

    def lines(self, first_id: int, last_id: int) -> dict[int, list[list[str]]]:
        """``[label, text]`` pairs of the grids of a block of ids."""
        found: dict[int, list[list[str]]] = {}
        for column in self.columns:
            cells = column.cells[(column.cells.index >= first_id) & (column.cells.index <= last_id)]
            for grid_id, cell in cells.items():
                found.setdefault(int(grid_id), []).append([column.label, column.text(cell)])
        return found

    def __len__(self) -> int:
        return sum(16 * len(column.cells) for column in self.columns)

    @cached_property
    def name(self) -> str:
        """The hash of scope and content."""
        return _name(self, *(column.digest() for column in self.columns))


class Payloads:
    """A bounded store by content."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._kept: OrderedDict[str, Payload | Columns] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def put(self, payload: Payload | Columns) -> str:
        """Keep a payload; its name, the hash of scope and content, is returned."""
        name = payload.name
        with self._lock:
            if name not in self._kept:
                self._kept[name] = payload
                self._size += len(payload)
            self._kept.move_to_end(name)
            while self._size > self.room and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])
        return name

    def get(self, name: str, scope: str) -> Payload | Columns | None:
        """What is kept under a name, or None if it is gone or belongs to another scope."""
        with self._lock:
            found = self._kept.get(name)
            if found is None or found.scope != scope:
                return None
            self._kept.move_to_end(name)
            return found


def _name(payload: Payload | Columns, *parts: bytes) -> str:
    digest = hashlib.sha256(f"{type(payload).__name__}|{payload.scope}|".encode())
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32]


PAYLOADS = Payloads()
