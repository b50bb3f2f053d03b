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


def checked(cursor, sql: str, values: dict, checks: tuple[tuple[str, str], ...], key: str, collapse: bool = False):
    """Run a kind's statement and settle each row's fault.

    Args:
        sql: selects the rows to load with ``__pos`` and ``__fault``.
        checks: (reason, SQL condition) in order; the first that holds is the reason.
        key: the column that must not occur twice among the good rows.
        collapse: a row equal to an earlier one in everything repeats it, which is no fault.

    Returns:
        the good rows as an Arrow table, the faults by position, and how many rows merely repeat.
    """
    reasons = "".join(f" WHEN {condition} THEN '{reason}'" for reason, condition in checks)
    judged = f"SELECT * REPLACE (CASE WHEN __fault IS NOT NULL THEN __fault{reasons} END AS __fault) FROM ({sql})"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE judged AS {judged}", values)
    faults = dict(cursor.execute("SELECT __pos, __fault FROM judged WHERE __fault IS NOT NULL").fetchall())
    repeats = _twice(cursor, key, faults, collapse)
    good = cursor.execute("SELECT * EXCLUDE (__fault) FROM judged WHERE __fault IS NULL ORDER BY __pos")
    return good.to_arrow_table(), faults, repeats


def _twice(cursor, key: str, faults: dict[int, str], collapse: bool) -> int:
    """Mark later rows with a key seen before; returns how many of them are mere repeats."""
    (extra,) = cursor.execute(f"SELECT count(*) - count(DISTINCT {key}) FROM judged WHERE __fault IS NULL").fetchone()
    if not extra:
        return 0
    same = "count(DISTINCT whole) OVER (PARTITION BY wanted) = 1" if collapse else "false"
    names = [column[0] for column in cursor.execute("FROM judged LIMIT 0").description]
    whole = ", ".join(name for name in names if not name.startswith("__"))
    sql = f"""SELECT __pos, {same} FROM (
        SELECT __pos, {key} AS wanted, md5(concat_ws('|', {whole})) AS whole FROM judged WHERE __fault IS NULL)
      QUALIFY row_number() OVER (PARTITION BY wanted ORDER BY __pos) > 1"""
    later = cursor.execute(sql).fetchall()
    faults |= {position: "duplicate_id" for position, repeat in later if not repeat}
    gone = pa.table({"gone": pa.array([position for position, _ in later], pa.int64())})
    cursor.register("gone_rows", gone)
    cursor.execute("DELETE FROM judged WHERE __pos IN (SELECT gone FROM gone_rows)")
    cursor.unregister("gone_rows")
    return sum(repeat for _, repeat in later)


def words(cursor, name: str, table: dict[str, str]) -> None:
    """Make a table of words known to the cursor: ``word``, ``code``; words in lower case."""
    pairs = {word.strip().lower(): code for word, code in table.items()}
    cursor.register(name, pa.table({"word": pa.array(list(pairs), pa.string()),
                                    "code": pa.array(list(pairs.values()), pa.string())}))  # fmt: skip


def nullable(ids: np.ndarray) -> pa.Array:
    """Ids with −1 for none as an Arrow array with nulls."""
    return pa.array(ids.astype(np.int64), mask=ids < 0)
