"""What the intake is asked for and what it answers."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Options:
    """How to read one file.

    ``mapping`` is field → column and overrides the guess; ``constants`` is field → value for every row.
    ``crs`` is ``EPSG:n``, ``gcj02`` or ``bd09``; empty means what the file states, else longitude and
    latitude. ``nodes`` is the table of nodes beside a table of street edges.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    crs: str = ""
    layer: str = ""
    encoding: str = ""
    city: str = ""
    strict: bool = False
    nodes: Path | None = None


@dataclass(frozen=True)
class Problem:
    """Something worth saying about a file as a whole: a code of ``data.intake.reasons`` and facts."""

    code: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """A file before it is loaded.

    ``sample`` has the first rows as text under the file's own column names; ``mapping`` is what would
    be used: field → column. ``missing`` are needed fields without a column.
    """

    kind: str
    format: str
    columns: tuple[str, ...]
    sample: pd.DataFrame
    mapping: dict[str, str]
    missing: tuple[str, ...]
    crs: str
    layer: str
    layers: tuple[str, ...]
    rows: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an import did.

    ``loaded`` counts new and changed rows; ``outside`` those kept without a grid. ``refused`` holds row number,
    reason and values of every rejected row.
    """

    kind: str
    read: int
    loaded: int
    unchanged: int
    rejected: int
    outside: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    batch_id: int | None = None
    rejects_path: Path | None = None
    refused: tuple[tuple[int, str, dict[str, str]], ...] = ()
