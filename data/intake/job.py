"""One import under way: what the loaders are given, what they give back, and what all of them do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa

from data.intake.model import Options, Problem
from data.intake.reader import Source


@dataclass(frozen=True)
class Job:
    """Everything a loader needs beside its cursor."""

    kind: str
    source: Source
    mapping: dict[str, str]
    options: Options
    crs: str
    profile: dict
    batch_id: int
    who: str
    now: datetime
    progress: Callable[[str, float], None]

    @property
    def prefix(self) -> str:
        """What goes before every id of the file, so that two files with equal ids do not meet."""
        return self.options.constants.get("id_prefix", "")


@dataclass
class Outcome:
    """What a loader did. ``faults`` maps a row's position in the file to its reason."""

    loaded: int = 0
    unchanged: int = 0
    outside: int = 0
    faults: dict[int, str] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)

    def note(self, code: str, **facts: object) -> None:
        """Say something about the file as a whole."""
        self.notes.append(Problem(code, facts))


def words(cursor, name: str, table: dict[str, str]) -> None:
    """Make a table of words known to the cursor: ``word``, ``code``; words in lower case."""
    pairs = {word.strip().lower(): code for word, code in table.items()}
    cursor.register(name, pa.table({"word": pa.array(list(pairs), pa.string()),
                                    "code": pa.array(list(pairs.values()), pa.string())}))  # fmt: skip


def with_faults(column: pa.ChunkedArray, later: np.ndarray) -> pa.Array:
    """The faults of rows, those found later added where there is none yet."""
    return pa.array([old or new for old, new in zip(column.to_pylist(), later, strict=True)], pa.string())


def nullable(ids: np.ndarray) -> pa.Array:
    """Ids with −1 for none as an Arrow array with nulls."""
    return pa.array(ids.astype(np.int64), mask=ids < 0)
